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
package io.firewarden.agent.notify;

import io.firewarden.agent.alert.Alert;
import java.time.Instant;
import java.util.List;

/**
 * Someone who can be told about alerts. Sends once, within bounded time, and says what became of
 * it; when to send, and whether to try again, is decided outside.
 */
public interface Notifier {

  /** A stable name for logs, metrics and the notification log; shows no secret. */
  String name();

  /**
   * Sends some firing and resolved alerts. Never throws.
   *
   * @param batch at least one alert
   * @param now the time of sending
   */
  Delivery send(List<Alert> batch, Instant now);
}
