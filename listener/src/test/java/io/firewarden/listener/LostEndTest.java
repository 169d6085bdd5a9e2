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
package io.firewarden.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firewarden.model.FinalStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListenerApplicationStart;
import org.junit.jupiter.api.Test;
import scala.Option;

/** An application whose end Spark's bus has dropped: nobody tells us, and the context is gone. */
class LostEndTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final int port = DriverProcess.freePort();

  LostEndTest() throws IOException {}

  @Test
  void findsTheContextGoneAndTellsOfTheEnd() throws Exception {
    LongAdder errors = new LongAdder();
    try (FakeAgent agent = new FakeAgent()) {
      SparkContext spark = new SparkContext(conf(agent));
      try (ListenerDelegate listener = new ListenerDelegate(spark.getConf(), errors, "appStatus")) {
        listener.accept(start(spark));
        await().atMost(LONG).ignoreExceptions().until(() -> page().contains("ownQueue"));
        assertThat(agent.verdicts()).isEmpty();

        spark.stop();

        await().atMost(LONG).until(() -> agent.verdicts().equals(List.of(FinalStatus.SUCCEEDED)));
        await()
            .atMost(LONG)
            .until(
                () ->
                    Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(each -> each.getName().startsWith("firewarden")));
        assertThat(errors.sum()).isZero();
      } finally {
        spark.stop();
      }
    } finally {
      JvmEnd.OF_THIS_JVM.settle();
    }
  }

  private SparkConf conf(FakeAgent agent) {
    return new SparkConf(false)
        .setMaster("local[1]")
        .setAppName("lost end")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1")
        .set("spark.firewarden.port", Integer.toString(port))
        .set("spark.firewarden.check.interval", "1s")
        .set("spark.firewarden.agent.url", agent.url())
        .set("spark.firewarden.agent.interval", "10m");
  }

  private static SparkListenerApplicationStart start(SparkContext spark) {
    return new SparkListenerApplicationStart(
        spark.appName(),
        Option.apply(spark.applicationId()),
        spark.startTime(),
        spark.sparkUser(),
        Option.empty(),
        Option.empty(),
        Option.empty());
  }

  private String page() throws IOException, InterruptedException {
    URI url = URI.create("http://127.0.0.1:" + port + "/snapshot");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
