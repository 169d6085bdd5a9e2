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
package io.firewarden.agent.source;

import io.firewarden.agent.source.RestJson.StageData;

/** One attempt at a stage. */
record StageKey(int stage, int attempt) {
  static StageKey of(StageData stage) {
    return new StageKey(stage.stageId(), stage.attemptId());
  }

  /** Its place below the application's. */
  String path() {
    return "/stages/" + stage + "/" + attempt;
  }
}
