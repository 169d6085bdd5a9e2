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

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firewarden.demo.jobs.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The ways to attach the listener, on each supported build of Spark: each with a real driver,
 * started as {@code bin/spark-submit} does it. As a plugin by {@code --jars}, {@link MatrixIT}
 * does.
 */
class AttachIT {
  private static final Duration ENOUGH = Duration.ofMinutes(5);
  private static final String GROUP = "io.firewarden";
  private static final String ARTIFACT = "firewarden-listener";
  private static final String VERSION = "0.0.0";
  private static final String PLUGIN = "spark.plugins=io.firewarden.FirewardenPlugin";
  private static final String LISTENER = "spark.extraListeners=io.firewarden.FirewardenListener";

  private final Layout layout =
      new Layout(RunningSpark.root(), RunningSpark.root().resolve("deploy/demo/target/attach"));

  static Stream<SparkBuild> builds() {
    return SparkBuild.all().stream();
  }

  @ParameterizedTest
  @MethodSource("builds")
  void findsItOnTheDriversClassPath(SparkBuild build) throws Exception {
    watches(
        build,
        "class-path",
        "--conf",
        "spark.driver.extraClassPath=" + RunningSpark.listenerJar(),
        "--conf",
        LISTENER);
  }

  @ParameterizedTest
  @MethodSource("builds")
  void watchesOnceWhenItsJarIsBothListenerAndPlugin(SparkBuild build) throws Exception {
    watches(
        build,
        "both",
        "--jars",
        RunningSpark.listenerJar().toString(),
        "--conf",
        LISTENER,
        "--conf",
        PLUGIN);
  }

  @ParameterizedTest
  @MethodSource("builds")
  void findsItAsAPackageOfAMavenRepository(SparkBuild build) throws Exception {
    Path repository = repository();

    Child driver =
        watches(
            build,
            "packages",
            "--packages",
            GROUP + ":" + ARTIFACT + ":" + VERSION,
            "--repositories",
            repository.toUri().toString(),
            "--conf",
            "spark.jars.ivySettings=" + ivySettings(repository),
            "--conf",
            "spark.jars.ivy=" + Files.createTempDirectory(layout.work(), "ivy"),
            "--conf",
            LISTENER);

    assertThat(Files.readString(driver.log())).contains("found " + GROUP + "#" + ARTIFACT);
  }

  /** Starts an application that waits, and ends it once the listener has answered. */
  private Child watches(SparkBuild build, String name, String... arguments) throws Exception {
    int port = Ports.free();
    String application = name + "-" + build.version() + "-" + build.scala();
    List<String> submission =
        Stream.of(
                Stream.of("--master", "local[1]", "--name", application),
                Stream.of("--conf", "spark.firewarden.port=" + port, "--conf", "spark.ui.port=0"),
                Stream.of(arguments),
                Stream.of("--class", Waiting.class.getName(), RunningSpark.jobs(layout).toString()))
            .flatMap(each -> each)
            .toList();
    try (Children children = new Children(layout)) {
      Child driver =
          children.start(
              application,
              Launcher.command(build.home(), build.environment(layout.work()), submission),
              build.environment(layout.work()));
      await(application)
          .atMost(ENOUGH)
          .until(
              () -> {
                driver.requireAlive();
                return Web.json(Web.local(port, "/snapshot"))
                    .filter(seen -> seen.path("jobTotals").path("succeeded").asInt() == 1)
                    .isPresent();
              });
      assertThat(Web.text(Web.local(port, "/metrics")).orElseThrow())
          .contains("app_name=\"" + application + "\"")
          .contains("firewarden_listener_errors_total 0");
      driver.process().getOutputStream().close();
      assertThat(driver.process().onExit().get().exitValue()).as(driver.tail()).isZero();
      return driver;
    }
  }

  /** As {@code mvn install:install-file} makes one. */
  private Path repository() throws IOException {
    String folder = GROUP.replace('.', '/') + "/" + ARTIFACT + "/" + VERSION + "/";
    Path pom =
        layout.write(
            "repository/" + folder + ARTIFACT + "-" + VERSION + ".pom",
            """
            <project>
              <modelVersion>4.0.0</modelVersion>
              <groupId>%s</groupId>
              <artifactId>%s</artifactId>
              <version>%s</version>
            </project>
            """
                .formatted(GROUP, ARTIFACT, VERSION));
    Files.copy(
        RunningSpark.listenerJar(),
        pom.resolveSibling(ARTIFACT + "-" + VERSION + ".jar"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    return layout.work().resolve("repository");
  }

  /**
   * With no other resolver than that of the repository, so that nothing is asked of the network.
   */
  private Path ivySettings(Path repository) {
    return layout.write(
        "ivysettings.xml",
        """
        <ivysettings>
          <settings defaultResolver="local"/>
          <resolvers>
            <ibiblio name="local" m2compatible="true" root="%s"/>
          </resolvers>
        </ivysettings>
        """
            .formatted(repository.toUri()));
  }
}
