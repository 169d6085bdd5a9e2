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
package io.firewarden.agent.discovery;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file with the addresses of drivers, which others write while the agent runs. It is read at each
 * look. When it is missing, broken or empty, as in the middle of being written, that is told, and
 * what it last said holds on; only a list that is written out as empty is an empty list.
 */
public final class DriverFile implements Discovery {
  private final Path file;
  private final InstantSource clock;
  private @Nullable String text;
  private @Nullable Instant goodAt;
  private Discovered.Found found =
      new Discovered.Found(List.of(), List.of(), List.of(), List.of(), false);

  public DriverFile(Path file, InstantSource clock) {
    this.file = file;
    this.clock = clock;
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public Discovered discover() {
    try {
      String now = DriverList.read(file);
      if (!now.equals(text)) {
        List<Discovered.Driver> drivers = DriverList.parse(file.toString(), now);
        found = new Discovered.Found(drivers, List.of(), List.of(), List.of(), true);
        text = now;
      }
      goodAt = clock.instant();
      return found;
    } catch (IOException e) {
      return new Discovered.Unavailable(e.getMessage() + standing());
    }
  }

  private String standing() {
    return goodAt == null
        ? ""
        : "; the " + found.drivers().size() + " drivers that it named until " + goodAt + " stay";
  }
}
