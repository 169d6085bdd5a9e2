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

import io.firewarden.agent.poll.Observation;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.alerts.check.Verdict;
import io.firewarden.model.Application;
import io.firewarden.model.FinalStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Whole fleets as they may be, for tests in a browser and for the picture in the README. */
final class Fleets {
  static final String MASTER = "http://master-1.example:8080";

  private Fleets() {}

  private static Application app(
      String id, String name, String user, String team, Instant startedAt) {
    return new Application(
        id,
        name,
        user,
        "3.5.9",
        false,
        "http://worker-" + id.charAt(id.length() - 1) + ".example:4040",
        startedAt,
        null,
        null,
        Map.of("team", team));
  }

  /** A night in which one alert fires, one is pending, and one driver does not answer. */
  static PageScene night(Instant now, String yaml) {
    PageScene scene = new PageScene(now, yaml);
    Instant evening = now.minusSeconds(9000);
    Application trips = app("app-20261122014452-0007", "taxi-trips", "etl", "trips", evening);
    Application sessions = app("app-20261122012208-0004", "sessions", "web", "growth", evening);
    Application orders = app("app-20261122020115-0011", "orders-stream", "shop", "orders", evening);
    Application report = app("app-20261122005901-0003", "nightly-report", "bi", "finance", evening);
    Application features = app("app-20261122023340-0012", "features", "ml", "ranking", evening);
    scene.ago(2100);
    scene.judge(Sketches.small(sessions, scene.at()), Sketches.well());
    scene.judge(Sketches.whole(trips, scene.at(), "count at Trips.scala:41"), Sketches.well());
    scene.judge(Sketches.small(orders, scene.at()), Sketches.well());
    scene.ago(1500);
    scene.conclude(
        app("app-20261122011000-0005", "clicks", "web", "growth", evening), FinalStatus.SUCCEEDED);
    scene.ago(900);
    Map<CheckId, Verdict> both = Sketches.with(CheckId.GC_TIME, Sketches.gc());
    scene.judge(Sketches.whole(trips, scene.at(), "count at Trips.scala:41"), both);
    scene.ago(760);
    scene.conclude(
        app("app-20261122013131-0006", "backfill", "etl", "trips", evening), FinalStatus.FAILED);
    scene.ago(420);
    scene.tell(
        new Observation.Blind(
            orders.uiUrl(),
            orders,
            orders.uiUrl()
                + "/api/v1/applications must answer within 5 s, but the connection was refused",
            scene.at()));
    scene.ago(360);
    scene.tracker.tick(scene.at());
    now(scene, List.of(trips, sessions, report, features), both);
    return scene;
  }

  private static void now(PageScene scene, List<Application> running, Map<CheckId, Verdict> both) {
    scene.ago(6);
    scene.read(MASTER);
    scene.wait(
        app(
            "application_1795312800000_0042",
            "month-end",
            "bi",
            "finance",
            scene.now.minusSeconds(540)),
        "queue root.finance is full: 96 of 96 cores are in use");
    both.put(CheckId.LOCALITY, Sketches.locality());
    scene.judge(Sketches.whole(running.get(0), scene.at(), "count at Trips.scala:41"), both);
    scene.judge(
        Sketches.small(running.get(1), scene.at()),
        Sketches.with(CheckId.LOCALITY, Sketches.locality()));
    scene.judge(Sketches.small(running.get(2), scene.at()), Sketches.well());
    scene.judge(Sketches.with(running.get(3), scene.at(), 48, 2), Sketches.well());
    scene.ago(0);
    scene.tracker.tick(scene.now);
  }

  /** Two applications, and all is well. */
  static PageScene calm(Instant now, String yaml) {
    PageScene scene = new PageScene(now, yaml);
    scene.read(MASTER);
    for (String name : new String[] {"nightly-report", "sessions"}) {
      Application each = app("app-" + name + "-1", name, "bi", "finance", now.minusSeconds(4000));
      scene.judge(Sketches.small(each, now.minusSeconds(4)), Sketches.well());
    }
    return scene;
  }

  /** So many applications, one in ten of them ill. */
  static PageScene many(Instant now, String yaml, int count) {
    PageScene scene = new PageScene(now, yaml);
    for (int i = 0; i < count; i++) {
      Application each =
          app("app-20261122-" + i, "job-" + i % 97, "u" + i % 7, "team", now.minusSeconds(4000));
      scene.judge(
          Sketches.small(each, now.minusSeconds(i % 15)),
          i % 10 == 0 ? Sketches.with(CheckId.LOCALITY, Sketches.locality()) : Sketches.well());
    }
    return scene;
  }
}
