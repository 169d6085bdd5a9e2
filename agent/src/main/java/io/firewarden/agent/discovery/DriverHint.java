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
package io.firewarden.agent.discovery;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an executor's command line says that its driver is.
 *
 * @param host the driver's host
 * @param uiPort the configured {@code spark.ui.port}; 0 when not configured or "any"
 */
record DriverHint(String host, int uiPort) {
  private static final Pattern DRIVER_URL =
      Pattern.compile("--driver-url, spark://[^@,\\s]+@(\\[[0-9a-fA-F:]+]|[A-Za-z0-9._-]+):\\d+");
  private static final Pattern UI_PORT = Pattern.compile("-Dspark\\.ui\\.port=(\\d{1,5})\\b");

  /** Reads the command as a worker shows it; nothing else of it is kept. */
  static Optional<DriverHint> of(String command) {
    Matcher url = DRIVER_URL.matcher(command);
    if (!url.find()) {
      return Optional.empty();
    }
    Matcher port = UI_PORT.matcher(command);
    return Optional.of(
        new DriverHint(url.group(1), port.find() ? Integer.parseInt(port.group(1)) : 0));
  }
}
