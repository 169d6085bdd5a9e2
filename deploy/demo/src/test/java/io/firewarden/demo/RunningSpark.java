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

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A standalone cluster that all tests share; it is started for the first that asks for one. */
final class RunningSpark implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);

  private final Layout layout;
  private final Children children;
  private final SparkCluster cluster;
  private final Path jobs;

  private RunningSpark() {
    Path root = root();
    layout = new Layout(root, root.resolve("deploy/demo/target/it"));
    jobs = jobs(layout);
    children = new Children(layout);
    cluster = SparkCluster.start(children, layout);
    await("two workers").atMost(START).until(() -> cluster.aliveWorkers() == 2);
  }

  /** The checked-out project. */
  static Path root() {
    return Path.of(System.getProperty("firewarden.root"));
  }

  static Path listenerJar() {
    return new Layout(root(), root()).listenerJar();
  }

  /** A jar of {@code io.firewarden.demo.jobs}. */
  static Path jobs(Layout layout) {
    return jar(layout.write("jobs.jar", ""), classes());
  }

  /** Submits one of {@code io.firewarden.demo.jobs} with a listener. */
  Submitted submit(String name, Class<?> main, Path listenerJar, String... arguments) {
    return submit(name, main, listenerJar, Map.of(), arguments);
  }

  /** The same with settings of its own. */
  Submitted submit(
      String name,
      Class<?> main,
      Path listenerJar,
      Map<String, String> settings,
      String... arguments) {
    List<Integer> ports = Ports.free(2);
    Submission submission =
        new Submission(
            name,
            main.getName(),
            jobs,
            List.of(arguments),
            listenerJar,
            ports.get(0),
            ports.get(1),
            settings);
    return new Submitted(submission, submission.submit(cluster, children));
  }

  /**
   * Submits one whose driver is to run on a worker.
   *
   * @return the child that submits it, and ends when that is done
   */
  Submitted submitToCluster(String name, Class<?> main, String... arguments) {
    List<Integer> ports = Ports.free(2);
    Submission submission =
        new Submission(
            name,
            main.getName(),
            jobs,
            List.of(arguments),
            listenerJar(),
            ports.get(0),
            ports.get(1),
            Map.of(
                "spark.submit.deployMode",
                "cluster",
                "spark.driver.memory",
                "512m",
                // The worker starts a plain java for it.
                "spark.driver.extraJavaOptions",
                JavaModuleOptions.defaultModuleOptions()));
    return new Submitted(submission, submission.submit(cluster, children));
  }

  /** The master's web UI. */
  URI masterUi() {
    return cluster.masterUi();
  }

  /** The id of a running application, once the master knows it. */
  Optional<String> applicationId(String name) {
    return cluster.applicationId(name);
  }

  /** Starts another of Spark's servers. */
  Child server(String name, String mainClass, Map<String, String> settings) {
    List<String> command = new ArrayList<>(Java.command("-Xmx384m", "-XX:+UseSerialGC"));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ", -1)));
    settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", cluster.classPath(), mainClass));
    return children.start(name, command, cluster.environment());
  }

  /** An application, and its driver. */
  record Submitted(Submission submission, Child driver) {}

  void stop(Submitted application) {
    children.stop(application.driver());
  }

  @Override
  public void close() {
    children.close();
  }

  private static Path classes() {
    try {
      return Path.of(
          RunningSpark.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path jar(Path jar, Path classes) {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes.resolve("io/firewarden/demo/jobs"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
        out.closeEntry();
      }
      return jar;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Hands the cluster to tests that have it as a parameter. */
  static final class Extension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == RunningSpark.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(RunningSpark.class))
          .getOrComputeIfAbsent(RunningSpark.class, any -> new RunningSpark(), RunningSpark.class);
    }
  }
}
