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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.ClassReader;

/**
 * All names and descriptors in a class file's constant pool: classes, {@code owner.member} with its
 * descriptor, and every text constant that may be a descriptor. Annotations count too.
 */
final class References {
  private static final int UTF8 = 1;
  private static final int CLASS = 7;
  private static final int FIELD = 9;
  private static final int METHOD = 10;
  private static final int INTERFACE_METHOD = 11;

  private final ClassReader reader;
  private final char[] buffer;
  private final Set<String> found = new TreeSet<>();

  private References(ClassReader reader) {
    this.reader = reader;
    this.buffer = new char[reader.getMaxStringLength()];
  }

  static Set<String> of(Path file) throws IOException {
    References references = new References(new ClassReader(Files.readAllBytes(file)));
    references.read();
    return references.found;
  }

  private void read() {
    for (int i = 1; i < reader.getItemCount(); i++) {
      int offset = reader.getItem(i);
      if (offset == 0) {
        continue; // the second half of a long or double
      }
      switch (reader.readByte(offset - 1)) {
        case CLASS -> found.add(reader.readUTF8(offset, buffer));
        case FIELD, METHOD, INTERFACE_METHOD -> member(offset);
        case UTF8 -> text(offset);
        default -> {
          // Numbers, and items made of those above.
        }
      }
    }
  }

  private void member(int offset) {
    String owner = reader.readClass(offset, buffer);
    int nameAndType = reader.getItem(reader.readUnsignedShort(offset + 2));
    String name = reader.readUTF8(nameAndType, buffer);
    String descriptor = reader.readUTF8(nameAndType + 2, buffer);
    found.add(owner + "." + name + descriptor);
  }

  /** Descriptors in bootstrap arguments, signatures and annotations are plain texts. */
  private void text(int offset) {
    int length = reader.readUnsignedShort(offset);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) (reader.readByte(offset + 2 + i) & 0xFF));
    }
    if (text.indexOf("/") >= 0) {
      found.add(text.toString());
    }
  }
}
