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
package io.firewarden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

/** What our class files refer to; a compiler cannot see which member another Spark lacks. */
class ClassFilesTest {
  private static final Predicate<String> ENTRY =
      Pattern.compile("io/firewarden/Firewarden(Listener|Plugin)(\\$\\w+)?\\b").asPredicate();

  /** Spark's types are met by the event package, the plugin and the entry classes. */
  private static final Predicate<String> MEETS_SPARK =
      Pattern.compile("io/firewarden/listener/(event|plugin)/").asPredicate().or(ENTRY);

  private static final Predicate<String> SPARK_OR_SCALA =
      Pattern.compile("(?<![\\w/])L?(org/apache/spark|scala)/").asPredicate();

  /** Members whose descriptors differ between the Scala versions. */
  private static final Predicate<String> SCALA_VERSION =
      Pattern.compile(
              "scala/collection/(immutable/|mutable/)?Seq\\b|scala/Serializable"
                  + "|productElementName|scala/collection/JavaConver")
          .asPredicate();

  /** An event is only ever read: its constructor changes with Spark's version. */
  private static final Predicate<String> MAKES_AN_EVENT =
      Pattern.compile(
              "org/apache/spark/(scheduler|sql/execution/ui)/SparkListener\\w+\\$?\\."
                  + "(<init>|apply|unapply|copy|copy\\$default\\$\\d+)\\(")
          .asPredicate();

  @Test
  void entryClassesAreJava8() throws IOException {
    assertThat(entryClasses())
        .hasSizeGreaterThan(2)
        .allSatisfy(file -> assertThat(majorVersion(file)).isEqualTo(Opcodes.V1_8));
  }

  @Test
  void theRestIsJava17() throws IOException {
    for (Path file : ourClasses()) {
      if (!ENTRY.test(path(file))) {
        assertThat(majorVersion(file)).as(file.toString()).isEqualTo(Opcodes.V17);
      }
    }
  }

  @Test
  void entryClassesNameNoOtherClassOfOurs() throws IOException {
    for (Path file : entryClasses()) {
      assertThat(References.of(file))
          .as(file.toString())
          .filteredOn(each -> each.contains("io/firewarden/") || each.contains("org/jspecify"))
          .allMatch(ENTRY);
    }
  }

  @Test
  void onlyThoseThatMeetSparkNameIt() throws IOException {
    Set<String> offenders = new TreeSet<>();
    for (Path file : ourClasses()) {
      if (!MEETS_SPARK.test(path(file))) {
        References.of(file).stream()
            .filter(SPARK_OR_SCALA)
            .forEach(each -> offenders.add(file.getFileName() + ": " + each));
      }
    }
    assertThat(offenders).isEmpty();
  }

  @Test
  void noMemberDependsOnTheScalaVersion() throws IOException {
    assertThat(offenders(SCALA_VERSION)).isEmpty();
  }

  @Test
  void noEventIsMadeOrTakenApart() throws IOException {
    assertThat(offenders(MAKES_AN_EVENT)).isEmpty();
  }

  @Test
  void patternsFindWhatTheyAreFor() {
    assertThat("Lorg/apache/spark/SparkConf;").matches(SPARK_OR_SCALA);
    assertThat("io/firewarden/scala/X").doesNotMatch(SPARK_OR_SCALA);
    assertThat("org/apache/spark/scheduler/SparkListenerJobStart.stageIds()Lscala/collection/Seq;")
        .matches(SCALA_VERSION);
    assertThat("org/apache/spark/scheduler/SparkListenerJobStart.<init>(I)V")
        .matches(MAKES_AN_EVENT);
    assertThat("org/apache/spark/scheduler/SparkListenerJobStart$.apply(I)V")
        .matches(MAKES_AN_EVENT);
    assertThat("org/apache/spark/sql/execution/ui/SparkListenerSQLExecutionEnd.<init>(JJ)V")
        .matches(MAKES_AN_EVENT);
    assertThat("org/apache/spark/scheduler/SparkListenerJobStart.jobId()I")
        .doesNotMatch(MAKES_AN_EVENT);
  }

  @Test
  void referencesIncludeCallsThatOurClassesTrulyMake() throws IOException {
    Path events = root().resolve("io/firewarden/listener/event/JobEvents.class");
    assertThat(References.of(events))
        .contains("org/apache/spark/scheduler/SparkListenerJobStart.jobId()I");
  }

  private static Set<String> offenders(Predicate<String> pattern) throws IOException {
    Set<String> offenders = new TreeSet<>();
    for (Path file : ourClasses()) {
      References.of(file).stream()
          .filter(pattern)
          .forEach(each -> offenders.add(file.getFileName() + ": " + each));
    }
    return offenders;
  }

  private static int majorVersion(Path file) throws IOException {
    return new ClassReader(Files.readAllBytes(file)).readShort(6);
  }

  private static List<Path> ourClasses() throws IOException {
    try (Stream<Path> files = Files.walk(root())) {
      List<Path> classes = files.filter(each -> each.toString().endsWith(".class")).toList();
      assertThat(classes).hasSizeGreaterThan(20);
      return classes;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static List<Path> entryClasses() throws IOException {
    return ourClasses().stream().filter(file -> ENTRY.test(path(file))).toList();
  }

  private static String path(Path file) {
    return file.toString().replace('\\', '/');
  }

  private static Path root() {
    try {
      return Path.of(
          FirewardenListener.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
