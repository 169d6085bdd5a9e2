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

/** What masters answer at {@code /json/}, and parts of it. */
final class MasterAnswers {
  private MasterAnswers() {}

  static String running(String id) {
    return "{\"id\": \""
        + id
        + "\", \"name\": \"compat\", \"user\": \"root\", \"starttime\": 1795337911153,"
        + " \"state\": \"RUNNING\"}";
  }

  static String ended(String id, String state) {
    return "{\"id\": \""
        + id
        + "\", \"name\": \"compat\", \"starttime\": 1000, \"duration\": 2000, \"state\": \""
        + state
        + "\"}";
  }

  static String clusterDriver(String state) {
    return "{\"id\": \"driver-1-0000\", \"starttime\": \"1000\", \"state\": \""
        + state
        + "\", \"cores\": 2, \"memory\": 1024, \"worker\": \"worker-1\","
        + " \"mainclass\": \"org.acme.Main\"}";
  }

  static String cluster(
      String active, String completed, String workers, String drivers, String endedDrivers) {
    return "{\"status\": \"ALIVE\", \"activeapps\": ["
        + active
        + "], \"completedapps\": ["
        + completed
        + "], \"workers\": ["
        + workers
        + "], \"activedrivers\": ["
        + drivers
        + "], \"completeddrivers\": ["
        + endedDrivers
        + "]}";
  }

  static String worker(String url) {
    return "{\"id\": \"worker-1\", \"host\": \"127.0.0.1\", \"webuiaddress\": \""
        + url
        + "\", \"state\": \"ALIVE\"}";
  }

  static String answer(String status, String active, String completed, String workers) {
    return "{\"url\": \"spark://127.0.0.1:7077\", \"status\": \""
        + status
        + "\", \"activeapps\": ["
        + active
        + "], \"completedapps\": ["
        + completed
        + "], \"workers\": ["
        + workers
        + "], \"activedrivers\": []}";
  }
}
