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

import java.util.LinkedHashSet;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** All references that the code of one class file makes, and its supertypes. */
final class References extends ClassVisitor {
  private final Set<Reference> found = new LinkedHashSet<>();
  private String from = "";

  private References() {
    super(Opcodes.ASM9);
  }

  static Set<Reference> of(byte[] classFile) {
    References references = new References();
    new ClassReader(classFile).accept(references, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return references.found;
  }

  @Override
  public void visit(
      int version,
      int access,
      String name,
      String signature,
      String superclass,
      String[] interfaces) {
    from = name;
    found.add(new Reference(from, superclass, "", Reference.Expected.CLASS));
    for (String each : interfaces) {
      found.add(new Reference(from, each, "", Reference.Expected.INTERFACE));
    }
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String descriptor, String signature, String[] exceptions) {
    return new Code();
  }

  private void type(Type type) {
    switch (type.getSort()) {
      case Type.ARRAY -> type(type.getElementType());
      case Type.OBJECT -> found.add(Reference.toClass(from, type.getInternalName()));
      case Type.METHOD -> {
        type(type.getReturnType());
        for (Type argument : type.getArgumentTypes()) {
          type(argument);
        }
      }
      default -> {
        // A primitive.
      }
    }
  }

  private void constant(Object constant) {
    if (constant instanceof Type type) {
      type(type);
    } else if (constant instanceof Handle handle) {
      boolean isField = handle.getTag() <= Opcodes.H_PUTSTATIC;
      boolean isStatic =
          handle.getTag() == Opcodes.H_INVOKESTATIC || handle.getTag() == Opcodes.H_GETSTATIC;
      found.add(
          Reference.toMethod(
              from,
              handle.getOwner(),
              handle.getName() + handle.getDesc(),
              isStatic,
              !isField && handle.isInterface()));
    }
  }

  /** The instructions of a method. */
  private final class Code extends MethodVisitor {
    Code() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      type(Type.getObjectType(type));
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      boolean isStatic = opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC;
      found.add(Reference.toMethod(from, owner, name + descriptor, isStatic, false));
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean ofInterface) {
      if (owner.startsWith("[")) {
        type(Type.getObjectType(owner));
      } else {
        boolean isStatic = opcode == Opcodes.INVOKESTATIC;
        found.add(Reference.toMethod(from, owner, name + descriptor, isStatic, ofInterface));
      }
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      constant(bootstrap);
      for (Object argument : arguments) {
        constant(argument);
      }
      // A lambda: the interface has to have the method that is implemented.
      if (bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")) {
        String lambda = Type.getReturnType(descriptor).getInternalName();
        found.add(Reference.toMethod(from, lambda, name + arguments[0], false, true));
      }
    }

    @Override
    public void visitLdcInsn(Object value) {
      constant(value);
    }

    @Override
    public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
      type(Type.getType(descriptor));
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, String type) {
      if (type != null) {
        found.add(Reference.toClass(from, type));
      }
    }
  }
}
