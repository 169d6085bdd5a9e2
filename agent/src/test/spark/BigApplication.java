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

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.executor.ExecutorMetrics;
import org.apache.spark.scheduler.LiveListenerBus;
import org.apache.spark.scheduler.SparkListenerBlockManagerAdded;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.cluster.ExecutorInfo;
import org.apache.spark.storage.BlockManagerId;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.List$;
import scala.collection.immutable.Map;
import scala.collection.immutable.Map$;

/**
 * A real driver with a long history: many stages have run in it, twenty run, and its bus was told
 * of many executors that are not there. It ends when its standard input does.
 */
public final class BigApplication {
  private static final int RUNNING = 20;
  private static final int TASKS = 2000;
  private static final long TASK_MILLIS = 5000;
  private static final long MEMORY = 4L << 30;
  private static final int METRICS = 64;

  private BigApplication() {}

  public static void main(String[] args) throws IOException {
    int stages = Integer.parseInt(args[0]);
    int executors = Integer.parseInt(args[1]);
    SparkConf conf =
        new SparkConf()
            .setAppName("big application")
            .setMaster("local[" + RUNNING + "]")
            .set("spark.scheduler.mode", "FAIR")
            .set("spark.ui.port", "0")
            .set("spark.ui.showConsoleProgress", "false")
            .set("spark.ui.retainedStages", String.valueOf(stages + RUNNING))
            .set("spark.ui.retainedJobs", String.valueOf(stages + RUNNING))
            // The executors send no heartbeats.
            .set("spark.network.timeout", "10h");
    JavaSparkContext context = new JavaSparkContext(conf);
    context.setLogLevel("ERROR");
    LiveListenerBus bus = context.sc().listenerBus();
    IntStream.range(0, executors).forEach(id -> add(bus, String.valueOf(id)));
    for (int done = 0; done < stages; done += 2) {
      context.parallelize(List.of(1, 2), 1).repartition(1).count(); // two stages
    }
    for (int i = 0; i < RUNNING; i++) {
      String pool = "pool-" + i;
      Thread thread = new Thread(() -> run(context, pool), pool);
      thread.setDaemon(true);
      thread.start();
    }
    System.out.println(
        "ready " + context.sc().uiWebUrl().get() + " " + context.sc().applicationId());
    while (System.in.read() >= 0) {
      // Nothing is expected.
    }
    System.exit(0);
  }

  private static void run(JavaSparkContext context, String pool) {
    context.setLocalProperty("spark.scheduler.pool", pool);
    context.parallelize(Collections.nCopies(TASKS, 1), TASKS).foreach(new Wait());
  }

  private static void add(LiveListenerBus bus, String id) {
    long now = System.currentTimeMillis();
    String host = "worker-" + id + ".example";
    bus.post(
        new SparkListenerExecutorAdded(
            now, id, new ExecutorInfo(host, 2, Map$.MODULE$.<String, String>empty())));
    bus.post(
        new SparkListenerBlockManagerAdded(
            now,
            BlockManagerId.apply(id, host, 7079, Option.<String>empty()),
            MEMORY,
            Option.apply((Object) MEMORY),
            Option.apply((Object) 0L)));
    long[] metrics = new long[METRICS];
    metrics[0] = MEMORY / 2;
    Map<Tuple2<Object, Object>, ExecutorMetrics> peaks =
        new Map.Map1<>(new Tuple2<>(-1, -1), new ExecutorMetrics(metrics));
    bus.post(new SparkListenerExecutorMetricsUpdate(id, List$.MODULE$.empty(), peaks));
  }

  /** A task that takes its time and no processor. */
  static final class Wait implements VoidFunction<Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public void call(Integer ignored) throws InterruptedException {
      Thread.sleep(TASK_MILLIS);
    }
  }
}
