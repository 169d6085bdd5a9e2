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
package io.firewarden.listener.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalDirectoriesTest {
  private static final Map<String, String> CONF = Map.of("spark.local.dir", "/a, file:/b,");

  @Test
  void areTheApplicationsOrTheTemporaryFolder() {
    assertThat(of(Map.of(), CONF)).containsExactly(Path.of("/a"), Path.of("/b"));
    assertThat(of(Map.of(), Map.of())).containsExactly(Path.of("/tmp"));
  }

  @Test
  void areThoseOfTheClusterFirst() {
    Map<String, String> standalone =
        Map.of("SPARK_EXECUTOR_DIRS", "/w1:/w2", "SPARK_LOCAL_DIRS", "/l");
    assertThat(of(standalone, CONF)).containsExactly(Path.of("/w1"), Path.of("/w2"));
    assertThat(of(Map.of("SPARK_LOCAL_DIRS", "/l,/m"), CONF))
        .containsExactly(Path.of("/l"), Path.of("/m"));
    Map<String, String> yarn =
        Map.of("CONTAINER_ID", "c", "LOCAL_DIRS", "/y1,/y2", "SPARK_EXECUTOR_DIRS", "/w1");
    assertThat(of(yarn, CONF)).containsExactly(Path.of("/y1"), Path.of("/y2"));
  }

  @Test
  void doNotIncludeWhatIsNoPath() {
    assertThat(of(Map.of("SPARK_LOCAL_DIRS", "/l,\0"), CONF)).containsExactly(Path.of("/l"));
  }

  private static List<Path> of(Map<String, String> environment, Map<String, String> conf) {
    return LocalDirectories.of(environment, conf, "/tmp");
  }
}
