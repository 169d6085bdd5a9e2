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
package io.firewarden.listener.harm;

import static org.objectweb.asm.Opcodes.ASM9;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * A method of ours that can be made to fail while a driver runs: a copy of its class, to be put
 * before the real one on a class path, asks {@link #pass} first.
 */
public enum Weakness {
  CONSTRUCTOR("io/firewarden/listener/ListenerDelegate", "<init>"),
  CALLBACK("io/firewarden/listener/event/SparkEvents", "accept"),
  JUDGING("io/firewarden/listener/HealthBoard", "judge"),
  OPENING("io/firewarden/listener/http/Endpoint", "open"),
  ANSWERING("io/firewarden/listener/ExposedPages", "snapshot");

  private static final Map<Weakness, Fault> ARMED = new ConcurrentHashMap<>();
  private static final Map<Weakness, AtomicInteger> STRUCK = new ConcurrentHashMap<>();

  private final String type;
  private final String method;

  Weakness(String type, String method) {
    this.type = type;
    this.method = method;
  }

  /** From now on it fails in this way. */
  static void arm(Weakness weakness, Fault fault) {
    ARMED.put(weakness, fault);
  }

  static void disarmAll() {
    ARMED.clear();
    STRUCK.clear();
  }

  /** How often it has failed since it was armed. */
  static int struck(Weakness weakness) {
    return STRUCK.computeIfAbsent(weakness, any -> new AtomicInteger()).get();
  }

  /** Called by the weakened methods of ours. */
  public static void pass(String weakness) {
    Weakness passed = valueOf(weakness);
    Fault fault = ARMED.get(passed);
    if (fault != null) {
      STRUCK.computeIfAbsent(passed, any -> new AtomicInteger()).incrementAndGet();
      fault.strike();
    }
  }

  /** A class path on which all of them come before the real classes. */
  static String before(String classPath, Path directory) throws IOException {
    Path weakened = Files.createTempDirectory(directory, "weakened");
    for (Weakness each : values()) {
      Path file = weakened.resolve(each.type + ".class");
      Files.createDirectories(file.getParent());
      Files.write(file, each.weaken());
    }
    return weakened + File.pathSeparator + classPath;
  }

  private byte[] weaken() throws IOException {
    try (InputStream real = Weakness.class.getResourceAsStream("/" + type + ".class")) {
      ClassReader reader = new ClassReader(real);
      ClassWriter writer = new ClassWriter(reader, 0);
      Weakener weakener = new Weakener(writer);
      reader.accept(weakener, 0);
      if (!weakener.found) {
        throw new IllegalStateException(type + " has no " + method + " any more");
      }
      return writer.toByteArray();
    }
  }

  /** Copies the class with one call more. */
  private final class Weakener extends ClassVisitor {
    private boolean found;

    Weakener(ClassVisitor next) {
      super(ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      if (!name.equals(method)) {
        return next;
      }
      found = true;
      return new MethodVisitor(ASM9, next) {
        @Override
        public void visitCode() {
          super.visitCode();
          visitLdcInsn(Weakness.this.name());
          visitMethodInsn(
              INVOKESTATIC,
              Type.getInternalName(Weakness.class),
              "pass",
              "(Ljava/lang/String;)V",
              false);
        }

        @Override
        public void visitMaxs(int stack, int locals) {
          super.visitMaxs(Math.max(1, stack), locals);
        }
      };
    }
  }
}
