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
package io.firewarden.listener.event;

import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.scheduler.SparkListenerApplicationStart;
import scala.Option;

/**
 * Who the application is.
 *
 * @param startMillis ms since the epoch
 * @param taskCpus cores that each of its tasks takes, unless its resource profile says another
 * @param sampledOften whether executors sample their metrics between heartbeats, too
 */
record ApplicationFacts(
    String id, String name, String user, long startMillis, int taskCpus, boolean sampledOften) {
  private static final Pattern ZERO = Pattern.compile("\\s*0+\\s*[a-zA-Z]*\\s*");

  static ApplicationFacts of(SparkListenerApplicationStart event) {
    Option<String> id = event.appId();
    return new ApplicationFacts(
        id.isDefined() ? id.get() : Setting.APP_ID.get(),
        event.appName(),
        event.sparkUser(),
        event.time(),
        taskCpusNow(),
        isSampledOften());
  }

  /** What the environment of a running application says; for a listener that came late. */
  static ApplicationFacts ofRunning() {
    return new ApplicationFacts(
        Setting.APP_ID.get(),
        Setting.APP_NAME.get(),
        "",
        Long.parseLong(Setting.START.get()),
        taskCpusNow(),
        isSampledOften());
  }

  /** Spark does not start with a value that is not a number. */
  private static int taskCpusNow() {
    return Integer.parseInt(Setting.TASK_CPUS.get());
  }

  private static boolean isSampledOften() {
    return !ZERO.matcher(Setting.POLLING.get()).matches();
  }

  /** Settings that Spark itself makes, with what stands in for a missing one. */
  private enum Setting implements Supplier<String> {
    APP_ID("spark.app.id", "unknown"),
    APP_NAME("spark.app.name", "unknown"),
    START("spark.app.startTime", "0"),
    TASK_CPUS("spark.task.cpus", "1"),
    POLLING("spark.executor.metrics.pollingInterval", "0");

    private final String key;
    private final String absent;

    Setting(String key, String absent) {
      this.key = key;
      this.absent = absent;
    }

    @Override
    public String get() {
      SparkEnv env = SparkEnv.get();
      SparkConf conf = env == null ? null : env.conf();
      return conf == null ? absent : conf.get(key, absent);
    }
  }
}
