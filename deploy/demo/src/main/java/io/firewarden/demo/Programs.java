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
package io.firewarden.demo;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds programs that may or may not be installed. */
final class Programs {
  private Programs() {}

  /** The first of these names that is an executable on the search path. */
  static Optional<String> find(String... names) {
    String searchPath = Optional.ofNullable(System.getenv("PATH")).orElse("");
    List<String> folders =
        Stream.concat(Stream.of(searchPath.split(File.pathSeparator)), Stream.of("/usr/bin"))
            .filter(folder -> !folder.isEmpty())
            .toList();
    return Stream.of(names)
        .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }
}
