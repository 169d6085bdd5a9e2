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
package io.firewarden.agent.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Chromium without a window. */
final class Browser {
  private static final Path PROGRAM = Path.of("/usr/bin/chromium");

  private final Path directory;
  private int runs;

  /**
   * @param directory where it may write
   */
  Browser(Path directory) {
    boolean installed = Files.isExecutable(PROGRAM);
    if ("true".equals(System.getenv("CI"))) {
      assertThat(installed).as(PROGRAM + " must be installed where CI=true").isTrue();
    }
    assumeTrue(installed, PROGRAM + " is not installed (Debian package chromium)");
    this.directory = directory;
  }

  /** The markup as it is after scripts have run for so long, in ms of the page's own time. */
  String dom(String url, long millis, String... options) throws Exception {
    List<String> more = new ArrayList<>(List.of(options));
    more.add("--virtual-time-budget=" + millis);
    more.add("--dump-dom");
    more.add(url);
    return run(more);
  }

  /** A tab of a browser that stays until the tab is closed. */
  Tab open() throws Exception {
    runs++;
    Path profile = directory.resolve("profile-" + runs);
    Process browser =
        new ProcessBuilder(command(List.of("--remote-debugging-port=0", "about:blank")))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(directory.resolve("err-" + runs).toFile())
            .start();
    DevTools tools = DevTools.of(browser, profile.resolve("DevToolsActivePort"));
    try {
      return new Tab(tools);
    } catch (Exception | Error e) {
      tools.close();
      throw e;
    }
  }

  private List<String> command(List<String> options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                PROGRAM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--user-data-dir=" + directory.resolve("profile-" + runs)));
    command.addAll(options);
    return command;
  }

  private String run(List<String> options) throws IOException, InterruptedException {
    runs++;
    Path out = directory.resolve("out-" + runs);
    Process browser =
        new ProcessBuilder(command(options))
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(browser.waitFor(90, TimeUnit.SECONDS)).as("the browser ends").isTrue();
    } finally {
      browser.destroyForcibly();
    }
    return Files.readString(out, StandardCharsets.UTF_8);
  }
}
