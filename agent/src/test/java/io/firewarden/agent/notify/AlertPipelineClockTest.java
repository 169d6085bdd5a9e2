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
package io.firewarden.agent.notify;

import static io.firewarden.agent.alert.Observations.GC_CRITICAL;
import static io.firewarden.agent.alert.Observations.START;
import static io.firewarden.agent.alert.Observations.app;
import static io.firewarden.agent.alert.Observations.judged;
import static io.firewarden.agent.alert.Observations.unhealthy;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.alert.AlertState;
import io.firewarden.agent.alert.AlertStateFile;
import io.firewarden.agent.alert.AlertTracker;
import io.firewarden.agent.alert.NotificationLog;
import io.firewarden.agent.poll.Observation;
import io.firewarden.alerts.check.CheckId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertPipelineClockTest {
  @TempDir Path directory;

  private final TestClock clock = new TestClock(START);

  private AlertPipeline pipeline(Drive drive) {
    return new AlertPipeline(
        new AlertTracker("prod", Duration.ofMinutes(15), URI.create("http://w"), null),
        new NotificationLog(),
        new AlertStateFile(directory.resolve("state.json")),
        new SelfWatch(new RecordingMetrics(), clock, URI.create("http://w")),
        new Mutes(List.of()),
        clock,
        drive);
  }

  @Test
  void doesNotTakeAClockThatIsSetForTimeThatHasPassed() {
    AtomicLong nanos = new AtomicLong();
    Drive drive = Drive.byThreads(clock);
    AlertPipeline pipeline =
        pipeline(new Drive(drive.ticker(), drive.writer(), drive.random(), nanos::get));
    pipeline.accept(gcTooHigh());
    clock.advance(Duration.ofHours(2));
    pipeline.accept(gcTooHigh());
    pipeline.tick();
    assertThat(pipeline.alerts().get(0).state()).isEqualTo(AlertState.PENDING);

    clock.advance(Duration.ofMinutes(1));
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    pipeline.accept(gcTooHigh());
    pipeline.tick();
    assertThat(pipeline.alerts().get(0).state()).isEqualTo(AlertState.FIRING);
    pipeline.close();
  }

  @Test
  void endsNothingBecauseTheProcessStoodStill() {
    AlertPipeline pipeline = pipeline(Drive.byThreads(clock));
    for (int minute = 0; minute < 3; minute++) {
      pipeline.accept(blind());
      clock.advance(Duration.ofMinutes(1));
    }
    pipeline.tick();
    assertThat(pipeline.alerts().get(0).state()).isEqualTo(AlertState.FIRING);

    clock.advance(Duration.ofMinutes(20)); // by all clocks
    pipeline.tick();
    assertThat(pipeline.alerts().get(0).state()).isEqualTo(AlertState.FIRING);

    for (int minute = 0; minute < 16; minute++) {
      clock.advance(Duration.ofMinutes(1));
      pipeline.tick();
    }
    assertThat(pipeline.alerts().get(0).state()).isEqualTo(AlertState.RESOLVED);
    pipeline.close();
  }

  private Observation blind() {
    return new Observation.Blind("http://driver:4040", null, "refused", clock.instant());
  }

  private Observation gcTooHigh() {
    return judged(app(), clock.instant(), CheckId.GC_TIME, unhealthy(GC_CRITICAL));
  }
}
