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

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.objectweb.asm.Opcodes;

/** The classes of some jars and of this JDK, and whether references to them can be resolved. */
final class ClassPath implements Closeable {
  private static final String SUFFIX = ".class";

  private final List<JarFile> jars = new ArrayList<>();
  private final Map<String, JarFile> places = new HashMap<>();
  private final Map<String, Optional<ClassFile>> read = new HashMap<>();

  private ClassPath() {}

  /** All jars of a folder, and further ones. */
  static ClassPath of(Path folder, Path... further) throws IOException {
    ClassPath classPath = new ClassPath();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".jar")).toList()) {
        classPath.add(file);
      }
    }
    for (Path file : further) {
      classPath.add(file);
    }
    return classPath;
  }

  private void add(Path file) throws IOException {
    JarFile jar = new JarFile(file.toFile());
    jars.add(jar);
    jar.stream()
        .map(JarEntry::getName)
        .filter(name -> name.endsWith(SUFFIX))
        .forEach(
            name -> places.putIfAbsent(name.substring(0, name.length() - SUFFIX.length()), jar));
  }

  /** Why the reference cannot be resolved; empty when it can. */
  Optional<String> fault(Reference reference) {
    Optional<ClassFile> owner = find(reference.owner());
    if (owner.isEmpty()) {
      return Optional.of("no such class");
    }
    if (!owner.get().is(Opcodes.ACC_PUBLIC)) {
      return Optional.of("class is not public");
    }
    if (!reference.how().ofEither()
        && owner.get().is(Opcodes.ACC_INTERFACE) != reference.how().ofInterface()) {
      return Optional.of(reference.how().ofInterface() ? "is no interface" : "is an interface");
    }
    return reference.member().isEmpty() ? Optional.empty() : memberFault(reference);
  }

  private Optional<String> memberFault(Reference reference) {
    for (String each : withSupertypes(reference.owner())) {
      Optional<Integer> flags = find(each).flatMap(type -> type.member(reference.member()));
      if (flags.isPresent()) {
        boolean isStatic = (flags.get() & Opcodes.ACC_STATIC) != 0;
        if ((flags.get() & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)) == 0) {
          return Optional.of("member is neither public nor protected");
        }
        return isStatic == reference.how().isStatic()
            ? Optional.empty()
            : Optional.of(isStatic ? "member is static" : "member is not static");
      }
    }
    return Optional.of("no such member");
  }

  /** A class and all above it, in the order in which a member is looked for. */
  Set<String> withSupertypes(String name) {
    Set<String> all = new LinkedHashSet<>();
    addWithSupertypes(name, all);
    // Also of an interface, whose methods may be called like an object's.
    all.add("java/lang/Object");
    return all;
  }

  private void addWithSupertypes(String name, Set<String> all) {
    if (all.add(name)) {
      find(name).ifPresent(type -> type.supertypes().forEach(each -> addWithSupertypes(each, all)));
    }
  }

  Optional<ClassFile> find(String name) {
    Optional<ClassFile> known = read.get(name);
    if (known == null) {
      known = load(name);
      read.put(name, known);
    }
    return known;
  }

  private Optional<ClassFile> load(String name) {
    JarFile jar = places.get(name);
    try (InputStream in =
        jar == null
            ? ClassLoader.getPlatformClassLoader().getResourceAsStream(name + SUFFIX)
            : jar.getInputStream(jar.getJarEntry(name + SUFFIX))) {
      return in == null ? Optional.empty() : Optional.of(ClassFile.read(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (JarFile jar : jars) {
      jar.close();
    }
  }
}
