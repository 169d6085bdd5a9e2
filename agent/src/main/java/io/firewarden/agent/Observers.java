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
package io.firewarden.agent;

import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.poll.ObservationSink;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several sinks as one; what one of them throws does not keep the others from being told. */
record Observers(List<ObservationSink> sinks) implements ObservationSink {
  private static final Logger log = LoggerFactory.getLogger(Observers.class);

  Observers {
    sinks = List.copyOf(sinks);
  }

  @Override
  public void accept(Observation observation) {
    for (ObservationSink sink : sinks) {
      try {
        sink.accept(observation);
      } catch (Throwable e) {
        log.error("{} could not take in an observation", sink.getClass().getSimpleName(), e);
      }
    }
  }
}
