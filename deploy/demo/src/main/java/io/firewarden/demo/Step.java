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
package io.firewarden.demo;

/** What has to happen to a fault, by one of the parts. */
enum Step {
  LISTENER("found by the listener"),
  AGENT("found by the agent"),
  PROMETHEUS("alert fires in Prometheus"),
  SENT("sent by the agent itself"),
  DELIVERED("delivered");

  private final String sentence;

  Step(String sentence) {
    this.sentence = sentence;
  }

  String sentence() {
    return sentence;
  }
}
