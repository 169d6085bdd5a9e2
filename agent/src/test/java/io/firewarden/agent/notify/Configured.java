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

import io.firewarden.agent.config.AgentConfigKit;
import io.firewarden.agent.config.InvalidConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** Notifiers as the configuration describes them. */
final class Configured {
  private Configured() {}

  /**
   * The notifier of an entry.
   *
   * @param kind under {@code notifiers}, such as {@code slack}
   * @param entry its keys and values, separated by commas
   */
  static Notifier notifier(Path folder, String kind, String entry, InstantSource clock) {
    return notifier(folder, "http://warden.example/", kind, entry, clock);
  }

  static Notifier notifier(
      Path folder, String externalUrl, String kind, String entry, InstantSource clock) {
    String yaml = "external-url: %s%nnotifiers: {%s: [{%s}]}%n".formatted(externalUrl, kind, entry);
    try {
      return Receivers.of(AgentConfigKit.read(folder, yaml), clock).get(0).notifier();
    } catch (InvalidConfigException e) {
      throw new AssertionError(yaml, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
