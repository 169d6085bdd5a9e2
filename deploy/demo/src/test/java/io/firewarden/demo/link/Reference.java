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

/**
 * Something that a class file needs of another class: a member of it, or only the class.
 *
 * @param from the class that needs it
 * @param owner the class in which the member is looked for
 * @param member its name and descriptor; empty for the class itself
 * @param how what the instruction expects to find
 */
record Reference(String from, String owner, String member, Expected how) {
  /** Instructions that refer to a member fail when it is there, but not of this kind. */
  enum Expected {
    ANY_CLASS,
    CLASS,
    INTERFACE,
    MEMBER_OF_OBJECT,
    MEMBER_OF_INTERFACE,
    STATIC_MEMBER,
    STATIC_MEMBER_OF_INTERFACE;

    boolean isStatic() {
      return this == STATIC_MEMBER || this == STATIC_MEMBER_OF_INTERFACE;
    }

    boolean ofInterface() {
      return this == INTERFACE || this == MEMBER_OF_INTERFACE || this == STATIC_MEMBER_OF_INTERFACE;
    }

    boolean ofEither() {
      return this == ANY_CLASS;
    }
  }

  static Reference toClass(String from, String owner) {
    return new Reference(from, owner, "", Expected.ANY_CLASS);
  }

  static Reference toMethod(
      String from, String owner, String nameAndDescriptor, boolean isStatic, boolean ofInterface) {
    Expected how =
        ofInterface
            ? isStatic ? Expected.STATIC_MEMBER_OF_INTERFACE : Expected.MEMBER_OF_INTERFACE
            : isStatic ? Expected.STATIC_MEMBER : Expected.MEMBER_OF_OBJECT;
    return new Reference(from, owner, nameAndDescriptor, how);
  }

  @Override
  public String toString() {
    return from + " -> " + owner + (member.isEmpty() ? "" : "." + member);
  }
}
