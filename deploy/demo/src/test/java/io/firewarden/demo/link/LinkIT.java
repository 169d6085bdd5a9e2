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
package io.firewarden.demo.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.demo.SparkBuild;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.Opcodes;

/**
 * Every class, method and field of Spark, Scala and their libraries that our code refers to is
 * there in each supported build: what is missing would be an error only when that line runs.
 */
class LinkIT {
  private static final Path JAR =
      Path.of(System.getProperty("firewarden.root"), "listener/target/firewarden-listener.jar");

  /** What we bundle refers to itself and the JDK, and to things that it does without. */
  private static boolean isOurs(String name) {
    return name.startsWith("io/firewarden/") && !name.startsWith("io/firewarden/shaded/");
  }

  static Stream<SparkBuild> builds() {
    return SparkBuild.all().stream();
  }

  @ParameterizedTest
  @MethodSource("builds")
  void hasEveryMemberThatWeReferTo(SparkBuild build) throws IOException {
    List<String> faults = new ArrayList<>();
    int checked = 0;
    try (ClassPath spark = ClassPath.of(build.jars())) {
      for (Reference reference : foreignReferences()) {
        checked++;
        spark.fault(reference).ifPresent(why -> faults.add(reference + ": " + why));
      }
    }
    assertThat(faults).as("what %s lacks", build).isEmpty();
    assertThat(checked).isGreaterThan(100);
  }

  @ParameterizedTest
  @MethodSource("builds")
  void leavesNoMethodOfSparkUnimplemented(SparkBuild build) throws IOException {
    List<String> faults = new ArrayList<>();
    try (ClassPath all = ClassPath.of(build.jars(), JAR)) {
      for (String name : ourClasses().keySet()) {
        if (!all.find(name).orElseThrow().is(Opcodes.ACC_ABSTRACT)) {
          unimplemented(all, name).forEach(method -> faults.add(name + ": " + method));
        }
      }
    }
    assertThat(faults).as("what %s asks for", build).isEmpty();
  }

  private static Set<String> unimplemented(ClassPath all, String name) {
    Set<String> asked = new TreeSet<>();
    Set<String> there = new TreeSet<>();
    for (String each : all.withSupertypes(name)) {
      all.find(each)
          .ifPresent(
              type ->
                  type.members()
                      .forEach(
                          (member, flags) ->
                              ((flags & Opcodes.ACC_ABSTRACT) == 0 ? there : asked).add(member)));
    }
    asked.removeAll(there);
    return asked;
  }

  /** A callback of another descriptor would never be called. */
  @ParameterizedTest
  @MethodSource("builds")
  void overridesTheSameMethodsOfSparkAsInTheBuildItIsCompiledWith(SparkBuild build)
      throws IOException {
    SparkBuild compiledWith = SparkBuild.all().get(0);

    assertThat(overrides(build))
        .isEqualTo(overrides(compiledWith))
        .contains(
            "io/firewarden/FirewardenListener.onEvent(Lorg/apache/spark/scheduler/SparkListenerEvent;)V");
  }

  private static Set<String> overrides(SparkBuild build) throws IOException {
    Set<String> overrides = new TreeSet<>();
    try (ClassPath all = ClassPath.of(build.jars(), JAR)) {
      for (String name : ourClasses().keySet()) {
        Set<String> above = all.withSupertypes(name);
        above.removeIf(each -> !each.startsWith("org/apache/spark/"));
        for (String member : all.find(name).orElseThrow().members().keySet()) {
          if (above.stream().anyMatch(type -> declares(all, type, member))) {
            overrides.add(name + "." + member);
          }
        }
      }
    }
    overrides.removeIf(each -> each.contains("<"));
    return overrides;
  }

  private static boolean declares(ClassPath all, String type, String member) {
    return all.find(type).flatMap(file -> file.member(member)).isPresent();
  }

  @Test
  void findsMembersThatABuildLacks() throws IOException {
    SparkBuild newest = builds().filter(each -> each.version().startsWith("4.2")).findFirst().get();
    String jobStart = "org/apache/spark/scheduler/SparkListenerJobStart";
    try (ClassPath spark = ClassPath.of(newest.jars())) {
      assertThat(spark.fault(method(jobStart, "jobId()I", false))).isEmpty();
      assertThat(spark.fault(method(jobStart, "hashCode()I", false))).isEmpty();
      assertThat(spark.fault(method(jobStart, "getClass()Ljava/lang/Class;", false))).isEmpty();
      assertThat(spark.fault(method(jobStart, "jobId()J", false))).contains("no such member");
      assertThat(spark.fault(method(jobStart, "stageInfos()Lscala/collection/Seq;", false)))
          .contains("no such member");
      assertThat(spark.fault(method(jobStart, "jobId()I", true))).contains("member is not static");
      assertThat(spark.fault(method("scala/Serializable", "x()V", false)))
          .contains("no such class");
      assertThat(
              spark.fault(
                  Reference.toMethod("Us", "scala/Product", "productArity()I", false, false)))
          .contains("is an interface");
    }
  }

  private static Reference method(String owner, String member, boolean isStatic) {
    return Reference.toMethod("Us", owner, member, isStatic, false);
  }

  /** References to classes that are neither in our jar nor in the JDK. */
  private static Set<Reference> foreignReferences() {
    Set<Reference> references = new java.util.LinkedHashSet<>();
    ourClasses().values().forEach(bytes -> references.addAll(References.of(bytes)));
    references.removeIf(
        each ->
            each.owner().startsWith("io/firewarden/")
                || ClassLoader.getPlatformClassLoader().getResource(each.owner() + ".class")
                    != null);
    return references;
  }

  private static Map<String, byte[]> ourClasses() {
    Map<String, byte[]> classes = new LinkedHashMap<>();
    try (JarFile jar = new JarFile(JAR.toFile())) {
      jar.stream()
          .filter(entry -> entry.getName().endsWith(".class") && isOurs(entry.getName()))
          .forEach(
              entry -> {
                try (InputStream in = jar.getInputStream(entry)) {
                  classes.put(entry.getName().replaceFirst("\\.class$", ""), in.readAllBytes());
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return classes;
  }
}
