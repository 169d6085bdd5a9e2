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
package io.firewarden.listener.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedFileTest {
  @TempDir private Path folder;

  @Test
  void showsItsPathOnlyWhenThatCanBeNoSecret() {
    assertThat(new NamedFile("token.file", Path.of("/etc/token")))
        .hasToString("token.file=/etc/token");
    assertThat(new NamedFile("token.file", Path.of("s3cret")).toString()).doesNotContain("s3cret");
  }

  @Test
  void saysWhyItCannotBeRead() {
    assertThat(NamedFile.why(new AccessDeniedException("/etc/token")))
        .isEqualTo("this process may not read it");
    assertThatThrownBy(() -> new NamedFile("a.file", folder.resolve("no")).read("a file", 9))
        .hasMessage("a.file=" + folder.resolve("no") + " must be a file, but does not exist");
  }

  @Test
  void readsNoMoreThanItShould() throws Exception {
    NamedFile file = new NamedFile("a.file", Files.writeString(folder.resolve("f"), "0123456789"));

    assertThat(file.read("a file", 10)).asString().isEqualTo("0123456789");
    assertThatThrownBy(() -> file.read("a file", 9)).hasMessageContaining("at most 9 bytes");
  }
}
