/*
 * Copyright The Firewarden Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.firewarden.listener.harm;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * An application that stops its context and starts another, as a notebook does, and prints what is
 * there after each.
 */
public final class Restarts {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private Restarts() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    int times = Integer.parseInt(arguments[1]);
    int hooks = hooks();
    for (int round = 1; round <= times; round++) {
      JavaSparkContext spark = new JavaSparkContext(new SparkConf().setAppName("round " + round));
      int sum = spark.parallelize(IntStream.range(0, 10).boxed().toList(), 2).reduce(Integer::sum);
      String snapshot = watched(port, sum == 45);
      say("watched " + snapshot.contains("\"" + spark.sc().applicationId() + "\"") + " " + sum);
      spark.stop();
      await().atMost(LIMIT).until(() -> ours().isEmpty() && !isOpen(port));
      // The first context leaves hooks of Spark and Hadoop behind.
      hooks = round == 1 ? hooks() : hooks;
      say("left " + ours() + " " + isOpen(port) + " " + (hooks() - hooks));
    }
  }

  /** The snapshot, once the work is in it. */
  private static String watched(int port, boolean worked) {
    Reading reading = new Reading("http://127.0.0.1:" + port + "/");
    return await()
        .atMost(LIMIT)
        .ignoreException(IOException.class)
        .until(() -> reading.page("snapshot"), page -> worked && page.contains("\"succeeded\":2"));
  }

  private static List<String> ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("firewarden"))
        .toList();
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException closed) {
      return false;
    }
  }

  /** Shutdown hooks of the JVM, which only it knows. */
  private static int hooks() throws ReflectiveOperationException {
    Field hooks = Class.forName("java.lang.ApplicationShutdownHooks").getDeclaredField("hooks");
    hooks.setAccessible(true);
    return ((Map<?, ?>) hooks.get(null)).size();
  }

  private static void say(String line) {
    System.out.println(Payroll.MARK + line);
  }
}
