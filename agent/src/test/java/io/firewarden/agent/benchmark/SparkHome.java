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
package io.firewarden.agent.benchmark;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Spark as it is released: the folder of the Python package {@code pyspark}, or that of an unpacked
 * release. It is never on our own class path.
 */
record SparkHome(Path path) {
  static final String VARIABLE = "FIREWARDEN_PYSPARK_HOME";
  private static final String FIND =
      "import importlib.util as u; s = u.find_spec('pyspark');"
          + " print(s.submodule_search_locations[0] if s else '')";

  /** Where the variable says, else of the package that Python finds. */
  static Optional<SparkHome> find() {
    return Optional.ofNullable(System.getenv(VARIABLE))
        .or(SparkHome::ofPython)
        .filter(text -> !text.isBlank())
        .map(text -> new SparkHome(Path.of(text)));
  }

  private static Optional<String> ofPython() {
    try {
      Process python = new ProcessBuilder("python3", "-c", FIND).start();
      String path = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return python.waitFor() == 0 ? Optional.of(path.strip()) : Optional.empty();
    } catch (IOException noPython) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String jars() throws IOException {
    try (Stream<Path> files = Files.list(path.resolve("jars"))) {
      return files.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
  }

  /** Starts a driver whose program is a single file in Java, which is compiled for it. */
  ChildProcess start(Path directory, Path source, int processor, List<String> arguments)
      throws IOException {
    Path classes = Files.createDirectories(directory.resolve("classes"));
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                List.of("-proc:none", "-cp", jars(), "-d", classes.toString(), source.toString())
                    .toArray(String[]::new));
    if (result != 0) {
      throw new IOException(source + " could not be compiled");
    }
    String name = source.getFileName().toString().replace(".java", "");
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            path.resolve("bin/spark-submit").toString(),
            "--driver-memory",
            "2g",
            "--driver-class-path",
            classes.toString(),
            "--conf",
            "spark.local.dir=" + directory,
            "--class",
            name,
            "spark-internal"));
    command.addAll(arguments);
    Map<String, String> environment =
        Map.of(
            "SPARK_HOME", path.toString(),
            "SPARK_LOCAL_IP", "127.0.0.1",
            "JAVA_HOME", System.getProperty("java.home"));
    return ChildProcess.start(ChildProcess.log(directory, name), processor, command, environment);
  }
}
