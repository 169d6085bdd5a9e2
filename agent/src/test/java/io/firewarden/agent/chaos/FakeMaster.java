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
package io.firewarden.agent.chaos;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The web UI of a standalone master, and, at the same address, of the one worker that all executors
 * are on.
 */
final class FakeMaster extends Web {
  private final Map<Subject, FakeDriver> drivers;
  private final List<Trouble> troubles;
  private final InstantSource time;

  FakeMaster(Map<Subject, FakeDriver> drivers, List<Trouble> troubles, InstantSource time) {
    this.drivers = drivers;
    this.troubles = troubles;
    this.time = time;
  }

  @Override
  void answer(HttpExchange exchange) throws IOException {
    Instant now = time.instant();
    Trouble.Kind how = null;
    for (Trouble trouble : troubles) {
      how = trouble.isAt(now) ? trouble.kind() : how;
    }
    String path = exchange.getRequestURI().getPath();
    String body = path.equals("/json/") ? master(how, now) : "";
    if (body.isEmpty()) {
      send(exchange, 404, "text/plain", "nothing here");
    } else if (how == null) {
      send(exchange, 200, JSON, body);
    } else {
      misbehave(exchange, how, body);
    }
  }

  private String master(Trouble.Kind how, Instant now) {
    boolean silent = how == Trouble.Kind.STANDS_BY || how == Trouble.Kind.FORGETS;
    StringJoiner active = new StringJoiner(",", "[", "]");
    StringJoiner completed = new StringJoiner(",", "[", "]");
    for (Subject subject : drivers.keySet()) {
      boolean over = subject.isOver(now);
      if (!silent) {
        (over ? completed : active).add(application(subject, over));
      }
    }
    return """
        {"status":"%s","activeapps":%s,"completedapps":%s,"workers":[{"id":"w","host":"127.0.0.1",\
        "webuiaddress":"%s","state":"ALIVE"}],"activedrivers":[],"completeddrivers":[],\
        "executors":%s}"""
        .formatted(
            how == Trouble.Kind.STANDS_BY ? "STANDBY" : "ALIVE",
            active,
            completed,
            url(),
            executors(now));
  }

  private static String application(Subject subject, boolean over) {
    return """
        {"id":"%s","name":"%s-name","starttime":%d,"duration":1000,"state":"%s"}"""
        .formatted(
            subject.id(),
            subject.id(),
            subject.startedAt().toEpochMilli(),
            over ? "FINISHED" : "RUNNING");
  }

  private String executors(Instant now) {
    StringJoiner executors = new StringJoiner(",", "[", "]");
    drivers.forEach(
        (subject, driver) -> {
          if (!subject.isOver(now)) {
            executors.add(
                """
                {"appid":"%s","appdesc":{"command":"-Dspark.ui.port=%d --driver-url, \
                spark://CoarseGrainedScheduler@127.0.0.1:7078, --app-id"}}"""
                    .formatted(subject.id(), driver.port()));
          }
        });
    return executors.toString();
  }
}
