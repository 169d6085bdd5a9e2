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
package io.firewarden.agent.http.push;

import io.firewarden.agent.http.answer.Answer;

/** Thrown to refuse a push, with what the client is told. */
final class PushRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final PushResult result;
  private final transient Answer answer;

  PushRefused(PushResult result, int status, String text) {
    this(result, Answer.text(status, text));
  }

  private PushRefused(PushResult result, Answer answer) {
    super(answer.body());
    this.result = result;
    this.answer = answer;
  }

  /** The same with one more header. */
  PushRefused with(String header, String value) {
    return new PushRefused(result, answer.with(header, value));
  }

  PushResult result() {
    return result;
  }

  Answer answer() {
    return answer;
  }
}
