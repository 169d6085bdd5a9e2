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

import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Tone;
import java.time.Instant;

/**
 * Something that changed.
 *
 * @param at when, by the agent's clock
 * @param tone how it stood from then on
 * @param subject a check, an alert or the application; short
 * @param text one line
 */
record TimelineEntry(Instant at, Tone tone, String subject, String text) {
  private static final int MAX_TEXT = 200;

  TimelineEntry {
    text = Elements.clipped(text, MAX_TEXT);
  }
}
