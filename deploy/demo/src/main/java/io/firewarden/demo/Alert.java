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

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An alert as Prometheus and Alertmanager know it.
 *
 * @param name its name
 * @param application the application that it is about; empty when it is about none
 * @param source the source that could not be read; empty when it is about none
 */
record Alert(String name, String application, String source) {

  /** Reads its labels. */
  static Alert of(JsonNode labels) {
    return new Alert(
        labels.path("alertname").asText(),
        labels.path("app_name").asText(),
        labels.path("source").asText());
  }

  @Override
  public String toString() {
    String subject = application.isEmpty() ? source : application;
    return subject.isEmpty() ? name : name + " (" + subject + ")";
  }
}
