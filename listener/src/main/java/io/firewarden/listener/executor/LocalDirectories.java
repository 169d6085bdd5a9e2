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
package io.firewarden.listener.executor;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where Spark writes shuffles, spills and cached blocks in this process, by its own order of
 * precedence: what YARN or a standalone worker gives wins over what the application sets.
 */
public final class LocalDirectories {
  private static final int MAX = 64;

  private LocalDirectories() {}

  /**
   * Finds them.
   *
   * @param environment the process's environment
   * @param sparkConf Spark's settings
   * @param temporary the JVM's temporary folder, Spark's default
   */
  public static List<Path> of(
      Map<String, String> environment, Map<String, String> sparkConf, String temporary) {
    String separator = ",";
    String written;
    if (environment.containsKey("CONTAINER_ID")) {
      written = environment.getOrDefault("LOCAL_DIRS", "");
    } else if (environment.containsKey("SPARK_EXECUTOR_DIRS")) {
      written = environment.getOrDefault("SPARK_EXECUTOR_DIRS", "");
      separator = File.pathSeparator;
    } else if (environment.containsKey("SPARK_LOCAL_DIRS")) {
      written = environment.getOrDefault("SPARK_LOCAL_DIRS", "");
    } else {
      written = sparkConf.getOrDefault("spark.local.dir", temporary);
    }
    return paths(written.split(Pattern.quote(separator)));
  }

  private static List<Path> paths(String[] names) {
    List<Path> paths = new ArrayList<>();
    for (String name : names) {
      String path = name.strip();
      if (!path.isEmpty() && paths.size() < MAX) {
        try {
          paths.add(Path.of(path.startsWith("file:") ? path.substring("file:".length()) : path));
        } catch (InvalidPathException e) {
          // Spark says so when it tries to use it.
        }
      }
    }
    return List.copyOf(paths);
  }
}
