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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where things are.
 *
 * @param root the checked-out project
 * @param work what one run writes: logs, configuration, data; made anew for each run
 */
record Layout(Path root, Path work) {
  private static final Pattern SPARK_CORE = Pattern.compile("spark-core_(\\d+\\.\\d+)-");

  /** Of a run of the demo. */
  static Layout ofDemo(Path root) {
    return new Layout(root, root.resolve("deploy/demo/target/demo"));
  }

  Path sparkHome() {
    return root.resolve("deploy/demo/target/spark-home");
  }

  /** Of Spark's jars, which a worker could not tell since they are not laid out as a release. */
  String scalaVersion() {
    Path jars = sparkHome().resolve("jars");
    try (Stream<Path> files = Files.list(jars)) {
      return files
          .map(file -> SPARK_CORE.matcher(file.toString()))
          .filter(Matcher::find)
          .map(found -> found.group(1))
          .findFirst()
          .orElseThrow(() -> new DemoException("no spark-core in " + jars));
    } catch (IOException e) {
      throw new DemoException("cannot read " + jars + ": " + e, e);
    }
  }

  Path demoJar() {
    return root.resolve("deploy/demo/target/firewarden-demo.jar");
  }

  Path listenerJar() {
    return root.resolve("listener/target/firewarden-listener.jar");
  }

  Path agentJar() {
    return root.resolve("agent/target/firewarden-agent.jar");
  }

  Path rules() {
    return root.resolve("alerts/rules");
  }

  Path log(String name) {
    return work.resolve("logs").resolve(name + ".log");
  }

  /** Fails with what to do when the build has not made what the demo starts. */
  void requireBuilt() {
    for (Path path : List.of(sparkHome().resolve("jars"), demoJar(), listenerJar(), agentJar())) {
      if (!Files.exists(path)) {
        throw new DemoException(path + " is missing; build it: mvn -DskipTests package");
      }
    }
  }

  /** Writes a file of this run, with its folders. */
  Path write(String name, String text) {
    Path file = work.resolve(name);
    try {
      Files.createDirectories(work);
      Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new DemoException("cannot write " + file + ": " + e, e);
    }
  }
}
