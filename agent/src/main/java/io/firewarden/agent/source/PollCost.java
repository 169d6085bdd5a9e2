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

import java.time.Duration;

/**
 * What one reading of an application took.
 *
 * @param requests that were sent, redirects and challenges among them
 * @param bytes of their answers, as they came over the network
 * @param took from the first request to the last byte, less what it waited
 * @param waited for how long answers that had come waited until the agent took them apart
 */
public record PollCost(int requests, long bytes, Duration took, Duration waited) {
  public static final PollCost NONE = new PollCost(0, 0, Duration.ZERO, Duration.ZERO);
}
