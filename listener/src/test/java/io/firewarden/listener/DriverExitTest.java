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

import io.firewarden.model.FinalStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DriverExitTest {
  private boolean goingDown;
  private ExitWay way = ExitWay.RETURNED;
  private final DriverExit exit = new DriverExit(() -> goingDown, () -> way, Runner.MAIN);

  @Test
  void believesAnExitCodeThatIsNotZero() {
    exit.contextStopped(3);

    assertThat(exit.verdict()).isEqualTo(FinalStatus.FAILED);
  }

  @Test
  void doesNotBelieveZeroWhenASignalStopsTheContext() {
    goingDown = true;
    way = ExitWay.SIGNAL;
    exit.contextStopped(0);

    assertThat(exit.verdict()).isEqualTo(FinalStatus.KILLED);
  }

  @Test
  void countsNoSignalAgainstWorkThatWasDone() {
    exit.contextStopped(null);
    assertThat(exit.verdict()).isEqualTo(FinalStatus.SUCCEEDED);
    goingDown = true;
    way = ExitWay.SIGNAL;

    assertThat(exit.verdict()).isEqualTo(FinalStatus.SUCCEEDED);
  }

  @Test
  void doesNotGuessWhatExitMeans() {
    exit.contextStopped(0);
    goingDown = true;
    way = ExitWay.CALLED_EXIT;

    assertThat(exit.verdict()).isEqualTo(FinalStatus.UNKNOWN);
  }

  @Test
  void doesNotGuessWhatAnExitOfSparksOwnMeans() {
    goingDown = true;
    way = ExitWay.SPARK_EXITED;
    assertThat(exit.verdict()).isEqualTo(FinalStatus.UNKNOWN);
    goingDown = false;
    exit.contextStopped(null);
    goingDown = true;

    assertThat(exit.verdict()).isEqualTo(FinalStatus.UNKNOWN);
  }

  @ParameterizedTest
  @EnumSource(names = {"YARN", "OUTSIDE"})
  void takesNoStopForSuccessOfAProgramThatIsRunElsewhere(Runner runner) {
    DriverExit elsewhere = new DriverExit(() -> goingDown, () -> way, runner);
    elsewhere.contextStopped(0);
    assertThat(elsewhere.verdict()).isEqualTo(FinalStatus.UNKNOWN);

    goingDown = true;
    way = ExitWay.SIGNAL;
    assertThat(elsewhere.verdict()).isEqualTo(FinalStatus.UNKNOWN);
    way = ExitWay.SPARK_EXITED;
    assertThat(elsewhere.verdict()).isEqualTo(FinalStatus.UNKNOWN);
  }

  @Test
  void knowsWhoRunsTheProgramByTheMainThread() {
    assertThat(runner("com.example.Main.main", "org.apache.spark.deploy.SparkSubmit.main"))
        .isEqualTo(Runner.MAIN);
    assertThat(
            runner(
                "java.lang.Thread.join",
                "org.apache.spark.deploy.yarn.ApplicationMaster$.main",
                "org.apache.spark.deploy.yarn.ApplicationMaster.main"))
        .isEqualTo(Runner.YARN);
    assertThat(
            runner(
                "java.io.FileInputStream.read",
                "org.apache.spark.api.python.PythonGatewayServer.main",
                "org.apache.spark.deploy.SparkSubmit.main"))
        .isEqualTo(Runner.OUTSIDE);
    assertThat(runner("org.apache.spark.api.r.RBackend$.main")).isEqualTo(Runner.OUTSIDE);
  }

  @Test
  void failsWhenSparkGaveTheApplicationUp() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Thread stopping = new Thread(() -> await(over), "stop-spark-context");
    stopping.start();
    exit.contextStopped(null);
    over.countDown();
    stopping.join();

    assertThat(exit.verdict()).isEqualTo(FinalStatus.FAILED);
  }

  @Test
  void knowsWhenASchedulerOfSparksStopsTheContext() {
    String monitor = "org.apache.spark.scheduler.cluster.YarnClientSchedulerBackend$MonitorThread";

    assertThat(stops("org.apache.spark.SparkContext.stop", monitor + ".run")).isTrue();
    assertThat(stops("org.apache.spark.SparkContext.stop", "com.example.Main.main")).isFalse();
    assertThat(stops("org.apache.spark.SparkContext.stop", "java.lang.Thread.run")).isFalse();
    assertThat(
            stops(
                "org.apache.spark.scheduler.TaskSchedulerImpl.stop",
                "org.apache.spark.SparkContext.stop",
                "com.example.Main.main"))
        .isFalse();
    assertThat(stops("java.lang.Object.wait", monitor + ".run")).isFalse();
  }

  @Test
  void seesWhatAThreadDiesOfAndLetsItsHandlerHearIt() throws Exception {
    List<String> heard = new ArrayList<>();
    Thread thread = dying();
    thread.setUncaughtExceptionHandler((t, e) -> heard.add(e.getMessage()));
    exit.watch(thread);

    thread.start();
    thread.join();

    assertThat(heard).containsExactly("of this");
    assertThat(exit.verdict()).isEqualTo(FinalStatus.FAILED);
  }

  @Test
  void letsTheThreadGroupHearItWhenThereIsNoHandler() throws Exception {
    List<String> heard = new ArrayList<>();
    ThreadGroup group =
        new ThreadGroup("test") {
          @Override
          public void uncaughtException(Thread t, Throwable e) {
            heard.add(e.getMessage());
          }
        };
    Thread thread = new Thread(group, DriverExitTest::die);
    exit.watch(thread);

    thread.start();
    thread.join();

    assertThat(heard).containsExactly("of this");
  }

  @Test
  void countsNoDeathThatTheEndOfTheJvmBrings() throws Exception {
    goingDown = true;
    way = ExitWay.SIGNAL;
    Thread thread = dying();
    thread.setUncaughtExceptionHandler((t, e) -> {});
    exit.watch(thread);

    thread.start();
    thread.join();

    assertThat(exit.verdict()).isEqualTo(FinalStatus.KILLED);
  }

  @Test
  void leavesTheThreadAsItWas() {
    Thread thread = dying();
    exit.watch(thread);
    exit.release();
    assertThat(thread.getUncaughtExceptionHandler()).isSameAs(thread.getThreadGroup());

    Thread.UncaughtExceptionHandler own = (t, e) -> {};
    thread.setUncaughtExceptionHandler(own);
    exit.release();
    assertThat(thread.getUncaughtExceptionHandler()).isSameAs(own);
  }

  @Test
  void knowsThatThisJvmIsNotGoingDown() {
    assertThat(DriverExit.isGoingDown()).isFalse();
  }

  @Test
  void readsTheWayFromTheStack() {
    String hooks = "java.lang.ApplicationShutdownHooks.runHooks";
    List<String> exit = List.of(hooks, "java.lang.Shutdown.exit", "java.lang.Runtime.exit");
    assertThat(way("DestroyJavaVM", hooks, "java.lang.Shutdown.shutdown"))
        .isEqualTo(ExitWay.RETURNED);
    assertThat(way("SIGTERM handler", hooks, "java.lang.Shutdown.exit")).isEqualTo(ExitWay.SIGNAL);
    assertThat(way("main", exit, "java.lang.System.exit", "com.example.Main.main"))
        .isEqualTo(ExitWay.CALLED_EXIT);
    assertThat(
            way(
                "main",
                exit,
                "java.lang.System.exit",
                "scala.sys.package$.exit",
                "com.example.Main.main",
                "org.apache.spark.deploy.SparkSubmit.runMain"))
        .isEqualTo(ExitWay.CALLED_EXIT);
    String[] submit = {
      "java.lang.System.exit",
      "org.apache.spark.util.CommandLineLoggingUtils.$anonfun$exitFn$1",
      "org.apache.spark.deploy.SparkSubmit$$anon$2.doSubmit"
    };
    assertThat(way("main", exit, submit)).isEqualTo(ExitWay.SPARK_FAILED);
    submit[2] = "org.apache.spark.deploy.SparkSubmit.runMain";
    assertThat(way("main", exit, submit)).isEqualTo(ExitWay.SPARK_EXITED);
    assertThat(
            way(
                "main",
                exit,
                "java.lang.System.exit",
                "org.apache.spark.api.python.PythonGatewayServer$.main"))
        .isEqualTo(ExitWay.SPARK_EXITED);
  }

  @Test
  void countsWaitsThatOverlapOnce() {
    AtomicLong now = new AtomicLong();
    Patience patience = new Patience(Duration.ofSeconds(3), now::get);

    patience.begin();
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    patience.begin();
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(patience.left()).isEqualTo(Duration.ofSeconds(1));
    patience.end();
    patience.end();
    now.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(patience.left()).isEqualTo(Duration.ofSeconds(1));
    patience.begin();
    now.addAndGet(Duration.ofSeconds(5).toNanos());
    assertThat(patience.left()).isZero();
  }

  private static ExitWay way(String thread, List<String> inner, String... outer) {
    List<String> all = new ArrayList<>(inner);
    all.addAll(List.of(outer));
    return way(thread, all.toArray(String[]::new));
  }

  private static ExitWay way(String thread, String... frames) {
    return ExitWay.of(thread, Arrays.stream(frames).map(DriverExitTest::frame).toList());
  }

  private static Runner runner(String... frames) {
    return Runner.of(stack(frames));
  }

  private static boolean stops(String... frames) {
    return SparkStop.isIn(Map.of(Thread.currentThread(), stack(frames)));
  }

  private static StackTraceElement[] stack(String... frames) {
    return Arrays.stream(frames).map(DriverExitTest::frame).toArray(StackTraceElement[]::new);
  }

  private static StackTraceElement frame(String name) {
    int dot = name.lastIndexOf('.');
    return new StackTraceElement(name.substring(0, dot), name.substring(dot + 1), null, 1);
  }

  private static Thread dying() {
    return new Thread(DriverExitTest::die);
  }

  private static void die() {
    throw new IllegalStateException("of this");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
