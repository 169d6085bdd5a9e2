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

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class AttachmentTest {
  private final SparkConf conf = new SparkConf(false);
  private final LongAdder errors = new LongAdder();

  @Test
  void leavesAnApplicationToItsPlugin() {
    Attachment.done(conf);

    assertThat(Attachment.byListener(conf, errors)).isNull();
  }

  @Test
  void attachesToAnApplicationWhosePluginCouldNot() {
    ListenerDelegate failed = Attachment.byPlugin(conf, errors, "own");

    assertThat(failed).isNotNull();
    assertThat(Attachment.byListener(conf, errors)).isNotNull();
  }

  @Test
  void attachesOneListenerHoweverOftenItIsNamed() throws Exception {
    Consumer<Object> first = Attachment.byListener(conf, errors);

    assertThat(first).isNotNull();
    assertThat(Attachment.byListener(conf, errors)).isNull();
    ((AutoCloseable) first).close();
    assertThat(Attachment.byListener(conf, errors)).as("when the first is over").isNotNull();
  }

  @Test
  void letsGoOfItsThreadWhenTheContextCannotBeMade() {
    conf.set("spark.firewarden.agent.url", "http://127.0.0.1:9");
    Object before = handler();
    ListenerDelegate stopped = Attachment.byPlugin(conf, errors, "own");
    assertThat(handler()).isNotSameAs(before);
    stopped.ended(null, () -> {});
    assertThat(handler()).isSameAs(before);

    assertThat(Attachment.byPlugin(conf, errors, "own"))
        .as("of which nothing is heard")
        .isNotNull();
    ListenerDelegate next = Attachment.byPlugin(conf.clone(), errors, "own");
    next.close();
    assertThat(handler()).isSameAs(before);
  }

  private static Object handler() {
    return Thread.currentThread().getUncaughtExceptionHandler();
  }

  /** As one that is started after another in the same JVM. */
  @Test
  void attachesToAnotherApplication() {
    Attachment.done(conf);

    assertThat(Attachment.byListener(conf.clone(), errors)).isNotNull();
  }
}
