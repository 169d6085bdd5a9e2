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

import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;

/** A build of Spark, which the Maven build has laid out: a version of it and one of Scala. */
public record SparkBuild(String version, String scala) {
  private static final ModuleDescriptor.Version NESTED_TOLD =
      ModuleDescriptor.Version.parse("4.2.0");

  /** Those that this run of the tests is about; the first is what the listener is compiled with. */
  public static List<SparkBuild> all() {
    return Arrays.stream(System.getProperty("firewarden.spark.builds").split(","))
        .map(SparkBuild::parse)
        .toList();
  }

  private static SparkBuild parse(String name) {
    int dash = name.indexOf('-');
    SparkBuild build = new SparkBuild(name.substring(0, dash), name.substring(dash + 1));
    if (!Files.exists(build.home().resolve("RELEASE"))) {
      throw new IllegalStateException(build + " is to be tested, but is not in " + build.home());
    }
    return build;
  }

  Path home() {
    return RunningSpark.root()
        .resolve("deploy/demo/spark-home/target/spark-" + version + "-scala-" + scala);
  }

  /** Whether REST says which SQL executions run within others. */
  boolean tellsWhatIsNested() {
    return ModuleDescriptor.Version.parse(version).compareTo(NESTED_TOLD) >= 0;
  }

  /** The folder of its jars. */
  public Path jars() {
    return home().resolve("jars");
  }

  /** What the scripts of a release would give to Spark's processes. */
  Map<String, String> environment(Path work) {
    return Map.of(
        "SPARK_HOME", home().toString(),
        "SPARK_SCALA_VERSION", scala,
        "SPARK_LOCAL_IP", "127.0.0.1",
        "SPARK_LOCAL_DIRS", work.resolve("local").toString(),
        "SPARK_CONF_DIR", work.resolve("conf").toString(),
        "JAVA_HOME", Java.home());
  }

  /** The start of a command that runs a class of Spark's, up to and without its name. */
  List<String> command() {
    List<String> command = new java.util.ArrayList<>(Java.command("-Xmx512m"));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    command.addAll(List.of("-cp", jars() + "/*"));
    return command;
  }

  @Override
  public String toString() {
    return "Spark " + version + ", Scala " + scala;
  }
}
