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
package io.firewarden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerUnpersistRDD;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirewardenListenerTest {
  private static final SparkListenerEvent EVENT = new SparkListenerUnpersistRDD(7);

  private final LongAdder errors = new LongAdder();

  @Test
  void handsEventsToItsDelegate() {
    List<Object> seen = new ArrayList<>();
    FirewardenListener listener = new FirewardenListener(errors, () -> seen::add);

    listener.onUnpersistRDD((SparkListenerUnpersistRDD) EVENT);
    listener.onOtherEvent(EVENT);

    assertThat(seen).containsExactly(EVENT, EVENT);
    assertThat(errors.sum()).isZero();
  }

  @Test
  void keepsExceptionsFromSparkAndGoesOn() {
    Fake delegate = new Fake(new IllegalStateException("broken"));
    FirewardenListener listener = new FirewardenListener(errors, () -> delegate);

    assertThatCode(() -> listener.onEvent(EVENT)).doesNotThrowAnyException();
    listener.onEvent(EVENT);

    assertThat(delegate.calls).isEqualTo(2);
    assertThat(delegate.closed).isFalse();
    assertThat(errors.sum()).isEqualTo(2);
  }

  @Test
  void closesItsDelegateForGoodAfterALinkageError() {
    Fake delegate = new Fake(new NoSuchMethodError("scala"));
    FirewardenListener listener = new FirewardenListener(errors, () -> delegate);

    assertThatCode(() -> listener.onEvent(EVENT)).doesNotThrowAnyException();
    listener.onEvent(EVENT);

    assertThat(delegate.calls).isEqualTo(1);
    assertThat(delegate.closed).isTrue();
    assertThat(errors.sum()).isEqualTo(1);
  }

  @Test
  void closesItsDelegateForGoodAfterAVirtualMachineError() {
    Fake delegate = new Fake(new StackOverflowError());
    FirewardenListener listener = new FirewardenListener(errors, () -> delegate);

    assertThatCode(() -> listener.onEvent(EVENT)).doesNotThrowAnyException();
    listener.onEvent(EVENT);

    assertThat(delegate.calls).isEqualTo(1);
    assertThat(delegate.closed).isTrue();
  }

  @Test
  void closesItsDelegateEvenWhenNothingCanBeSaidAboutTheError() {
    Fake delegate = new Fake(new OutOfMemoryError("heap"));
    FirewardenListener listener = new FirewardenListener(errors, () -> delegate);

    assertThatCode(() -> listener.onEvent(null)).doesNotThrowAnyException();
    listener.onEvent(EVENT);

    assertThat(delegate.calls).isEqualTo(1);
    assertThat(delegate.closed).isTrue();
  }

  @Test
  void clearsAnInterruptThatItsDelegateLeaves() {
    FirewardenListener listener =
        new FirewardenListener(errors, () -> event -> Thread.currentThread().interrupt());

    listener.onEvent(EVENT);

    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void clearsAnInterruptThatItsDelegateLeavesWithAnException() {
    FirewardenListener listener =
        new FirewardenListener(
            errors,
            () ->
                event -> {
                  Thread.currentThread().interrupt();
                  throw new IllegalStateException("interrupted");
                });

    listener.onEvent(EVENT);

    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void isThereWithoutADelegateThatCannotBeLoaded() {
    FirewardenListener listener =
        new FirewardenListener(
            errors,
            () -> {
              Thread.currentThread().interrupt();
              throw new UnsupportedClassVersionError("61");
            });

    assertThat(Thread.interrupted()).isFalse();
    assertThatCode(() -> listener.onEvent(EVENT)).doesNotThrowAnyException();
  }

  @Test
  void keepsAnInterruptThatTheApplicationHadBefore() {
    Thread.currentThread().interrupt();

    FirewardenListener unused = new FirewardenListener(errors, () -> event -> {});

    assertThat(unused).isNotNull();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void loadsNothingWhenDisabled() throws Exception {
    SparkConf conf = new SparkConf(false).set("spark.firewarden.enabled", " FALSE ");

    assertThat(FirewardenListener.load(conf, "no.such.Class", errors)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.8", "9", "11", "16"})
  void refusesAnOldJava(String version) {
    assertThatThrownBy(() -> FirewardenListener.requireJava(version, "driver"))
        .hasMessage("it needs Java 17 or newer in the driver, but this is Java " + version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"17", "21", "25"})
  void acceptsANewJava(String version) {
    assertThatCode(() -> FirewardenListener.requireJava(version, "driver"))
        .doesNotThrowAnyException();
  }

  /** Throws at each event. */
  private static final class Fake implements Consumer<Object>, AutoCloseable {
    private final Throwable error;
    private int calls;
    private boolean closed;

    Fake(Throwable error) {
      this.error = error;
    }

    @Override
    public void accept(Object event) {
      calls++;
      if (error instanceof Error e) {
        throw e;
      }
      throw (RuntimeException) error;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
