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

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Spark as it is released, scripts and Python and all: the folder of the Python package {@code
 * pyspark}, or that of an unpacked release.
 */
record PythonSpark(Path home) {
  static final String PYTHON = "python3";
  private static final String VARIABLE = "FIREWARDEN_PYSPARK_HOME";
  private static final String FIND =
      "import importlib.util as u; s = u.find_spec('pyspark');"
          + " print(s.submodule_search_locations[0] if s else '')";

  /** Where the variable says, else of the package that Python finds; skips the test without. */
  static PythonSpark required() {
    Optional<Path> home =
        Optional.ofNullable(System.getenv(VARIABLE))
            .or(PythonSpark::ofPython)
            .filter(text -> !text.isBlank())
            .map(Path::of);
    if (home.isEmpty()) {
      String message = PYTHON + " has no package pyspark and " + VARIABLE + " is not set";
      if ("true".equals(System.getenv("CI"))) {
        return fail(message);
      }
      return abort(message);
    }
    if (!Files.isExecutable(home.get().resolve("bin/spark-submit"))) {
      return fail(home.get() + " has no bin/spark-submit");
    }
    return new PythonSpark(home.get());
  }

  private static Optional<String> ofPython() {
    try {
      Process python = new ProcessBuilder(PYTHON, "-c", FIND).start();
      String path = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return python.waitFor() == 0 ? Optional.of(path.strip()) : Optional.empty();
    } catch (IOException noPython) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  String script(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  Map<String, String> environment(Path work) {
    return Map.of(
        "SPARK_HOME", home.toString(),
        "SPARK_LOCAL_IP", "127.0.0.1",
        "SPARK_LOCAL_DIRS", work.resolve("local").toString(),
        "PYSPARK_PYTHON", PYTHON,
        "PYTHONPATH", modules(),
        "JAVA_HOME", Java.home());
  }

  private String modules() {
    try (Stream<Path> files = Files.list(home.resolve("python/lib"))) {
      List<Path> archives = files.filter(file -> file.toString().endsWith(".zip")).toList();
      return archives.stream().map(Path::toString).collect(Collectors.joining(":"));
    } catch (IOException e) {
      throw new DemoException("cannot read " + home + ": " + e, e);
    }
  }
}
