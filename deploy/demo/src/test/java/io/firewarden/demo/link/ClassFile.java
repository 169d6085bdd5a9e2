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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What a class file declares.
 *
 * @param supertypes its superclass, if any, and then its interfaces
 * @param members flags of each field and method, by name and descriptor
 */
record ClassFile(String name, int flags, List<String> supertypes, Map<String, Integer> members) {
  static ClassFile read(byte[] bytes) {
    Reader reader = new Reader();
    new ClassReader(bytes)
        .accept(reader, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return new ClassFile(reader.name, reader.flags, reader.supertypes, reader.members);
  }

  boolean is(int flag) {
    return (flags & flag) != 0;
  }

  /** The flags of a member that it declares itself. */
  Optional<Integer> member(String nameAndDescriptor) {
    return Optional.ofNullable(members.get(nameAndDescriptor));
  }

  /** Gathers the components. */
  private static final class Reader extends ClassVisitor {
    private String name = "";
    private int flags;
    private final List<String> supertypes = new ArrayList<>();
    private final Map<String, Integer> members = new HashMap<>();

    Reader() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visit(
        int version,
        int access,
        String itsName,
        String signature,
        String superclass,
        String[] interfaces) {
      name = itsName;
      flags = access;
      if (superclass != null) {
        supertypes.add(superclass);
      }
      supertypes.addAll(List.of(interfaces));
    }

    @Override
    public FieldVisitor visitField(
        int access, String itsName, String descriptor, String signature, Object value) {
      members.put(itsName + descriptor, access);
      return null;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String itsName, String descriptor, String signature, String[] exceptions) {
      members.put(itsName + descriptor, access);
      return null;
    }
  }
}
