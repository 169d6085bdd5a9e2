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

import io.firewarden.demo.jobs.Finishing;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The listener's jar as it is attached, and what becomes of an application when it is broken. */
@ExtendWith(RunningSpark.Extension.class)
class ListenerJarIT {
  private static final String ENTRY = "io/firewarden/FirewardenListener.class";
  private static final int JAVA_8 = 52;
  private static final long ENOUGH_SECONDS = 240;

  @TempDir private Path folder;

  @Test
  void addsNothingToSparkThatIsNotOurs() throws IOException {
    try (JarFile jar = new JarFile(RunningSpark.listenerJar().toFile())) {
      assertThat(jar.stream().map(JarEntry::getName))
          .allMatch(
              name ->
                  name.startsWith("io/firewarden/")
                      || name.startsWith("META-INF/")
                      || name.equals("io/"))
          .contains(ENTRY);
      assertThat(jar.stream().map(JarEntry::getName))
          .noneMatch(
              name -> name.startsWith("META-INF/versions/") && !name.contains("/firewarden/"));
    }
  }

  @Test
  void entersThroughAClassThatJava8CanRead() throws IOException {
    try (JarFile jar = new JarFile(RunningSpark.listenerJar().toFile());
        DataInputStream entry = new DataInputStream(jar.getInputStream(jar.getEntry(ENTRY)))) {
      assertThat(entry.readInt()).isEqualTo(0xCAFEBABE);
      entry.readUnsignedShort();
      assertThat(entry.readUnsignedShort()).isEqualTo(JAVA_8);
    }
  }

  @Test
  void letsAnApplicationRunWhenItsClassesAreBroken(RunningSpark spark) throws Exception {
    Path broken = copyWith(name -> name.startsWith("io/firewarden/listener/"));

    Child driver = spark.submit("broken", Finishing.class, broken, "stop").driver();

    assertThat(driver.process().waitFor(ENOUGH_SECONDS, TimeUnit.SECONDS)).isTrue();
    String log = Files.readString(driver.log());
    assertThat(driver.process().exitValue()).as(driver.tail()).isZero();
    assertThat(log).contains("the sum is 6").doesNotContain("threw an exception");
    assertThat(log.lines().filter(line -> line.contains(" FirewardenListener: "))).hasSize(1);
  }

  @Test
  void letsAnApplicationRunWhenAClassBreaksInTheMiddle(RunningSpark spark) throws Exception {
    Path broken =
        copyWith(
            name ->
                name.endsWith("/model/event/TaskCounters.class")
                    || name.endsWith("/model/event/Stages.class"));

    Child driver = spark.submit("half-broken", Finishing.class, broken, "stop").driver();

    assertThat(driver.process().waitFor(ENOUGH_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(driver.process().exitValue()).as(driver.tail()).isZero();
    assertThat(Files.readString(driver.log())).contains("the sum is 6");
  }

  /** A copy of the jar in which some classes are no classes. */
  private Path copyWith(Predicate<String> broken) throws IOException {
    Path copy = folder.resolve("broken-listener.jar");
    int replaced = 0;
    try (JarFile jar = new JarFile(RunningSpark.listenerJar().toFile());
        JarOutputStream out = new JarOutputStream(Files.newOutputStream(copy))) {
      for (JarEntry entry : jar.stream().toList()) {
        out.putNextEntry(new JarEntry(entry.getName()));
        if (entry.getName().endsWith(".class") && broken.test(entry.getName())) {
          out.write("no class".getBytes(StandardCharsets.US_ASCII));
          replaced++;
        } else {
          jar.getInputStream(entry).transferTo(out);
        }
        out.closeEntry();
      }
    }
    assertThat(replaced).isPositive();
    return copy;
  }
}
