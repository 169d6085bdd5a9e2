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
package io.firewarden.agent.http;

import io.firewarden.agent.poll.Observation;
import io.firewarden.agent.poll.ObservationSink;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Whether every configured source has been tried once, so that the absence of an application means
 * something. A source that cannot be read counts as tried: the agent is ready to say so.
 */
public final class FirstRound implements ObservationSink, BooleanSupplier {
  private final Set<String> untried = ConcurrentHashMap.newKeySet();

  /**
   * @param sources the addresses of the configured sources
   */
  public FirstRound(Collection<String> sources) {
    sources.stream().map(FirstRound::plain).forEach(untried::add);
  }

  @Override
  public void accept(Observation observation) {
    if (untried.isEmpty()) {
      return;
    }
    if (observation instanceof Observation.SourceRead read) {
      untried.remove(plain(read.source()));
    } else if (observation instanceof Observation.Blind blind) {
      untried.remove(plain(blind.source()));
    }
  }

  @Override
  public boolean getAsBoolean() {
    return untried.isEmpty();
  }

  /** An address as observations name it: without user info and without a slash at the end. */
  private static String plain(String address) {
    return address.replaceFirst("//[^/@]*@", "//").replaceFirst("/+$", "");
  }
}
