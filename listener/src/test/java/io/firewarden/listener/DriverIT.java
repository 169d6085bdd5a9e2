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
package io.firewarden.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.FirewardenListener;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole drivers with the listener attached: they must start, run and end as without it. */
class DriverIT {
  private static final String NOT_WATCHED = "Firewarden does not watch this application: ";
  private static final String SPARK_SQL = "spark-(sql|sql-api|catalyst)_.*\\.jar";
  private static final String ATTACHMENT = "io/firewarden/listener/Attachment.class";

  @TempDir private Path directory;

  @Test
  void exitsByItselfAfterStop() throws Exception {
    try (DriverProcess driver = new DriverProcess.Builder(directory).start("work-and-stop")) {
      assertThat(driver.exitCode()).isZero();
      assertThat(driver.log())
          .contains("Firewarden watches this application: http://127.0.0.1:")
          .doesNotContain("ERROR");
    }
  }

  @Test
  void exitsByItselfAfterAnUncaughtException() throws Exception {
    try (DriverProcess driver = new DriverProcess.Builder(directory).start("throw")) {
      assertThat(driver.exitCode()).isEqualTo(1);
      assertThat(driver.log())
          .contains("Firewarden watches this application: http://127.0.0.1:")
          .contains("thrown by the application");
    }
  }

  @Test
  void runsWithoutTheRestOfTheListener() throws Exception {
    Path entry = entryOnly();

    assertHarmless(entry, NOT_WATCHED + "java.lang.ClassNotFoundException: ");
  }

  @Test
  void runsWithADelegateOfGarbage() throws Exception {
    Path classes = entryOnly();
    write(classes.resolve(ATTACHMENT), "this is no class file".getBytes(UTF_8));

    assertHarmless(classes, NOT_WATCHED + "java.lang.ClassFormatError: ");
  }

  @Test
  void runsWithAClassMissingThatIsNeededOnlyLater() throws Exception {
    Path classes = allOfOurs();
    Files.delete(classes.resolve("io/firewarden/listener/event/StageRdds.class"));

    assertHarmless(
        classes, "Firewarden stops watching this application: SparkListenerStageSubmitted failed");
  }

  @Test
  void watchesAnApplicationWithoutSparkSql() throws Exception {
    String classPath =
        Arrays.stream(DriverProcess.testClassPath().split(File.pathSeparator))
            .filter(each -> !Path.of(each).getFileName().toString().matches(SPARK_SQL))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(classPath).isNotEqualTo(DriverProcess.testClassPath());
    try (DriverProcess driver =
        new DriverProcess.Builder(directory).classPath(classPath).start("work-and-stop")) {
      assertThat(driver.exitCode()).as(driver.log()).isZero();
      assertThat(driver.log())
          .contains("Firewarden watches this application: ")
          .doesNotContain("Firewarden stops watching", "Firewarden could not handle", "ERROR");
    }
  }

  @Test
  void watchesTheRestWhenSqlEventsCannotBeRead() throws Exception {
    Path classes = allOfOurs();
    Files.delete(classes.resolve("io/firewarden/listener/event/PlanReader.class"));
    String classPath = DriverProcess.classPathWithout(ours(), classes);
    try (DriverProcess driver =
        new DriverProcess.Builder(directory).classPath(classPath).start("sql-and-stop")) {
      assertThat(driver.exitCode()).as(driver.log()).isZero();
      assertThat(driver.log())
          .containsOnlyOnce("Firewarden stops watching such events: SQL")
          .doesNotContain("Firewarden stops watching this application");
    }
  }

  @Test
  void runsWithoutAnEndpointThatCannotBeLoaded() throws Exception {
    Path classes = allOfOurs();
    Files.delete(classes.resolve("io/firewarden/listener/http/Endpoint.class"));

    assertHarmless(classes, "Firewarden has no endpoint for this application: ");
  }

  @Test
  void namesEachWrongSettingAndRunsWithoutAnEndpointWhenItsPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        DriverProcess driver =
            new DriverProcess.Builder(directory)
                .with("spark.firewarden.port", Integer.toString(taken.getLocalPort()))
                .with("spark.port.maxRetries", "0")
                .with("spark.firewarden.window", "soon")
                .with("spark.firewarden.prot", "1")
                .start("work-and-stop")) {
      assertThat(driver.exitCode()).isZero();
      assertThat(warnings(driver))
          .containsExactly(
              "Firewarden: spark.firewarden.prot is not a setting of Firewarden and is ignored; did"
                  + " you mean spark.firewarden.port?",
              "Firewarden: spark.firewarden.window must be a duration from 2m to 24h, such as 5m,"
                  + " but is \"soon\"; using 5m");
      assertThat(driver.log())
          .contains(
              "WARN Watch: Firewarden has no endpoint for this application: could not bind port "
                  + taken.getLocalPort());
    }
  }

  @Test
  void watchesOnceHoweverOftenItIsNamed() throws Exception {
    String listener = "io.firewarden.FirewardenListener";
    try (DriverProcess driver =
        new DriverProcess.Builder(directory)
            .with("spark.extraListeners", listener + "," + listener)
            .start("work-and-stop")) {
      assertThat(driver.exitCode()).isZero();
      assertThat(driver.log())
          .containsOnlyOnce("WARN Attachment: Firewarden is attached twice")
          .containsOnlyOnce("Firewarden watches this application");
    }
  }

  private void assertHarmless(Path classes, String said) throws Exception {
    String classPath = DriverProcess.classPathWithout(ours(), classes);
    try (DriverProcess driver =
        new DriverProcess.Builder(directory).classPath(classPath).start("work-and-stop")) {
      assertThat(driver.exitCode()).as(driver.log()).isZero();
      assertThat(driver.log()).containsOnlyOnce(said).contains("Successfully stopped SparkContext");
    }
  }

  private static List<String> warnings(DriverProcess driver) {
    return driver
        .log()
        .lines()
        .filter(line -> line.contains("WARN ListenerDelegate: "))
        .map(line -> line.substring(line.indexOf("Firewarden: ")))
        .toList();
  }

  private Path entryOnly() throws IOException, URISyntaxException {
    Path classes = Files.createTempDirectory(directory, "classes");
    String entry = "io/firewarden/FirewardenListener.class";
    write(classes.resolve(entry), ourClass(entry));
    return classes;
  }

  private static byte[] ourClass(String name) throws IOException {
    try (var stream = FirewardenListener.class.getClassLoader().getResourceAsStream(name)) {
      return stream.readAllBytes();
    }
  }

  private Path allOfOurs() throws IOException, URISyntaxException {
    Path classes = Files.createTempDirectory(directory, "classes");
    Path ours = ours();
    if (Files.isDirectory(ours)) {
      copy(ours, classes);
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(ours)) {
        copy(jar.getPath("/"), classes);
      }
    }
    return classes;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        write(to.resolve(from.relativize(file).toString()), Files.readAllBytes(file));
      }
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  /** The jar or the directory with our classes. */
  private static Path ours() throws URISyntaxException {
    return Path.of(
        FirewardenListener.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
