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
package io.firewarden.model.event;

import io.firewarden.model.LocalityCounts;
import io.firewarden.model.TaskLocality;

/** Task attempts that started, counted by locality. */
final class LocalityCounter {
  private long processLocal;
  private long nodeLocal;
  private long noPref;
  private long rackLocal;
  private long any;

  void add(TaskLocality locality) {
    switch (locality) {
      case PROCESS_LOCAL -> processLocal++;
      case NODE_LOCAL -> nodeLocal++;
      case NO_PREF -> noPref++;
      case RACK_LOCAL -> rackLocal++;
      case ANY -> any++;
    }
  }

  LocalityCounts counts() {
    return new LocalityCounts(processLocal, nodeLocal, noPref, rackLocal, any);
  }
}
