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
package io.firewarden.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLeaseTest extends LeaseContract {
  @TempDir private Path folder;

  @Override
  protected Lease lease(String place, String holder, AtomicLong nanos) {
    return new FileLease(folder.resolve("sub").resolve(place), holder, DURATION, nanos::get);
  }

  @Test
  void survivesThatASlowHolderWritesOverIt() throws IOException {
    Lease a = a();
    Lease b = b();
    a.renew();
    byte[] late = Files.readAllBytes(folder.resolve("sub/lease"));
    b.renew();
    pass(DURATION);
    b.renew();
    Files.write(folder.resolve("sub/lease"), late);

    assertThat(b.renew()).isTrue();
    assertThat(a.renew()).isFalse();
  }

  @Test
  void isTakenOverFromATornFileAfterTheDuration() throws IOException {
    Lease b = b();
    Files.createDirectories(folder.resolve("sub"));
    Files.writeString(folder.resolve("sub/lease"), "{\"holder\": \"a\", \"te");

    assertThat(b.renew()).isFalse();
    pass(DURATION);
    assertThat(b.renew()).isTrue();
  }

  @Test
  void leavesNoMoreThanTheLastClaimBehind() throws IOException {
    Lease a = a();
    Lease b = b();
    for (int i = 0; i < 10; i++) {
      Lease next = i % 2 == 0 ? a : b;
      next.renew();
      pass(DURATION);
      assertThat(next.renew()).isTrue();
      Lease other = i % 2 == 0 ? b : a;
      other.renew();
      pass(DURATION);
    }
    try (var files = Files.list(folder.resolve("sub"))) {
      assertThat(files.map(file -> file.getFileName().toString()).toList()).hasSizeLessThan(4);
    }
  }
}
