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

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.model.Executor;
import io.firewarden.model.SourceKind;
import io.firewarden.model.event.ApplicationState;
import io.firewarden.model.executor.ExecutorDetail;
import io.firewarden.model.executor.RemovalReason;
import io.firewarden.model.executor.RemovedExecutor;
import java.time.Instant;
import java.util.Objects;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorExcluded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerExecutorUnexcluded;
import org.apache.spark.scheduler.SparkListenerNodeExcluded;
import org.apache.spark.scheduler.SparkListenerNodeUnexcluded;
import org.apache.spark.scheduler.SparkListenerResourceProfileAdded;
import org.apache.spark.scheduler.cluster.ExecutorInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.Map$;

class ExecutorEventsTest {
  private static final ResourceProfile PROFILE =
      new ResourceProfileBuilder().require(new TaskResourceRequests().cpus(2)).build();

  private final ApplicationState state = new ApplicationState(SourceKind.LISTENER);
  private final SparkEvents events = new SparkEvents(state, new Nobody());

  @BeforeEach
  void addAnExecutor() {
    tell(
        new SparkListenerExecutorAdded(
            5,
            "1",
            new ExecutorInfo(
                "host-1",
                8,
                Map$.MODULE$.empty(),
                Map$.MODULE$.empty(),
                Map$.MODULE$.empty(),
                PROFILE.id())));
  }

  @Test
  void tellsTheResourceProfile() {
    assertThat(detail().resourceProfileId()).isEqualTo(PROFILE.id());
    assertThat(detail().maxTasks()).isEqualTo(8);

    tell(new SparkListenerResourceProfileAdded(PROFILE));

    assertThat(detail().maxTasks()).isEqualTo(4);
  }

  @Test
  void tellsWhenSparkExcludesAnExecutor() {
    tell(new SparkListenerExecutorExcluded(6, "1", 3));
    assertThat(detail().excluded()).isTrue();

    tell(new SparkListenerExecutorUnexcluded(7, "1"));
    assertThat(detail().excluded()).isFalse();
  }

  @Test
  void tellsWhenSparkExcludesANode() {
    tell(new SparkListenerNodeExcluded(6, "host-1", 3));
    assertThat(detail().excluded()).isTrue();

    tell(new SparkListenerNodeUnexcluded(7, "host-1"));
    assertThat(detail().excluded()).isFalse();
  }

  @Test
  void tellsWhyAnExecutorWent() {
    tell(new SparkListenerExecutorRemoved(9, "1", "Command exited with code 52"));

    assertThat(Objects.requireNonNull(state.snapshot(Instant.now()).losses()).latest())
        .containsExactly(
            new RemovedExecutor("1", "host-1", Instant.ofEpochMilli(9), RemovalReason.OOM, 52));
  }

  private void tell(SparkListenerEvent event) {
    events.accept(event);
  }

  private ExecutorDetail detail() {
    Executor executor = state.snapshot(Instant.now()).executors().get(0);
    return Objects.requireNonNull(executor.detail());
  }
}
