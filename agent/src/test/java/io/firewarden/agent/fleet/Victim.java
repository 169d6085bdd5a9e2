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
package io.firewarden.agent.fleet;

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.poll.Snapshots;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A process that is to be killed: applications come and end without a pause. Prints what is safe.
 */
final class Victim {
  private Victim() {}

  /** Arguments: the file, and a number that ids begin with. */
  public static void main(String[] args) {
    Duration later = Duration.ofHours(Long.parseLong(args[1])); // than the victim before
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now().plus(later));
    Fleet fleet =
        new Fleet(
            Duration.ofMinutes(1),
            AgentConfig.Push.DEFAULT,
            AgentConfig.Applications.DEFAULT,
            now::get);
    AtomicLong round = new AtomicLong();
    @SuppressWarnings("resource") // it will be killed
    FleetMemory memory =
        new FleetMemory(
            Path.of(args[0]),
            fleet,
            Set::of,
            success -> {
              if (success) {
                System.out.println("safe app-" + args[1] + "-" + round.get());
              }
            },
            now::get);
    memory.restore(id -> true);
    System.out.println("up");
    while (true) {
      now.updateAndGet(time -> time.plusMillis(1));
      String id = "app-" + args[1] + "-" + round.incrementAndGet();
      Application application = Snapshots.application(id, "http://a:4040", null);
      Ending ending = new Ending(FinalStatus.FAILED, now.get(), "exit code 1", "http://rm:8088");
      fleet.accept(new Observation.Ended(application, ending, now.get()));
      now.updateAndGet(time -> time.plusSeconds(3)); // or it would not be written yet
      memory.tick();
    }
  }
}
