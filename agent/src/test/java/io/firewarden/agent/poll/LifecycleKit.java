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
package io.firewarden.agent.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.discovery.StaticDrivers;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.model.FinalStatus;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** A poller with two lists of applications, and words for how applications end. */
abstract class LifecycleKit extends PushKit {
  static final Duration MINUTE = Duration.ofMinutes(1);

  final ListedApplications master = new ListedApplications("http://master:8080");
  final ListedApplications yarn = new ListedApplications("http://rm:8088");
  Poller poller;

  void watch(Discovery... discoveries) {
    poller = poller(List.of(discoveries), this::take);
    pushes = poller.pushes();
    poller.start();
    timer.advance(Duration.ZERO);
    told.clear();
  }

  static StaticDrivers given(URI... addresses) {
    return new StaticDrivers(List.of(addresses));
  }

  Fleet.EndedView ended() {
    assertThat(fleet.applications()).isEmpty();
    assertThat(fleet.ended()).hasSize(1);
    return fleet.ended().get(0);
  }

  void assertRuns() {
    assertThat(fleet.applications()).hasSize(1);
    assertThat(fleet.ended()).isEmpty();
  }

  void assertEnded(FinalStatus status, String source) {
    assertThat(ended().ending().status()).isEqualTo(status);
    assertThat(ended().ending().source()).isEqualTo(source);
    assertThat(ended().application().finalStatus()).isEqualTo(status);
  }
}
