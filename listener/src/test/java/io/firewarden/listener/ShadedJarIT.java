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
package io.firewarden.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that users attach: nothing but itself, and by {@code --jars} alone. */
class ShadedJarIT {
  private static final Path JAR = Path.of(System.getProperty("firewarden.jar"));

  @TempDir private Path directory;

  @Test
  void addsNothingToSparksClassPath() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      List<String> foreign =
          jar.stream()
              .filter(entry -> !entry.isDirectory())
              .map(JarEntry::getName)
              .filter(name -> !name.startsWith("io/firewarden/") && !name.startsWith("META-INF/"))
              .toList();
      assertThat(foreign).isEmpty();
      assertThat(jar.stream().map(JarEntry::getName))
          .contains("io/firewarden/FirewardenListener.class")
          .noneMatch(name -> name.startsWith("META-INF/services/org."));
    }
  }

  @Test
  void worksByJarsAndOneSettingAlone() throws Exception {
    Path sign = directory.resolve("sign");
    try (DriverProcess driver =
        new DriverProcess.Builder(directory)
            .classPath(DriverProcess.sparkAlone())
            .submitted("--jars", JAR.toString())
            .start("spark-internal", "hold", sign.toString())) {
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> (Files.exists(sign) && driver.url().isPresent()) || !driver.isAlive());
      assertThat(driver.isAlive()).as(driver.log()).isTrue();

      String url = driver.url().orElseThrow();
      assertThat(get(url + "metrics"))
          .contains("firewarden_build_info{", "spark_jobs_finished_total{");
      assertThat(get(url + "snapshot")).contains("\"schemaVersion\"");
      assertThat(get(url + "health")).contains("\"verdicts\"");
      driver.release();
      assertThat(driver.exitCode()).isZero();
    }
  }

  private static String get(String url) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }
}
