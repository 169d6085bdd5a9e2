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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What {@code bin/spark-class} does: has Spark's launcher make the command of {@code spark-submit},
 * with the class path and the options that the settings ask for.
 */
final class Launcher {
  private Launcher() {}

  static List<String> command(Path home, Map<String, String> environment, List<String> submission)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Java.command("-cp", home.resolve("jars") + "/*"));
    command.add("org.apache.spark.launcher.Main");
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(submission);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process launcher = builder.start();
    String words = new String(launcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (launcher.waitFor() != 0) {
      throw new DemoException("Spark's launcher refuses " + submission + ": " + words);
    }
    // The first is the environment that the script would set: an empty line.
    return Arrays.stream(words.split("\0"))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .toList();
  }
}
