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
package io.firewarden.agent.notify;

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.config.AlertMatch;
import io.firewarden.agent.config.Notifiers.Route;
import java.time.Instant;
import java.util.List;

/**
 * Which alert goes to whom: the first route that matches says it, and without any route everybody
 * is told everything. What needs more than that is for Alertmanager, which has routes of its own
 * and therefore hears of every alert.
 */
record Routes(List<Route> routes) {
  /** Everybody is told everything. */
  static final Routes NONE = new Routes(List.of());

  Routes {
    routes = List.copyOf(routes);
  }

  /** Whether an alert is for the notifier of this name. */
  boolean reaches(String notifier, Alert alert) {
    if (routes.isEmpty()) {
      return true;
    }
    return routes.stream()
        .filter(route -> matches(route.match(), alert))
        .findFirst()
        .map(route -> route.notifiers().contains(notifier))
        .orElse(true);
  }

  /** What the notifier of this name hears. */
  Hearing hearing(String notifier, Mutes mutes) {
    return new Hearing() {
      @Override
      public boolean reaches(Alert alert) {
        return Routes.this.reaches(notifier, alert);
      }

      @Override
      public boolean isMuted(Alert alert, Instant now) {
        return mutes.mutes(alert, now);
      }
    };
  }

  static boolean matches(AlertMatch match, Alert alert) {
    return match.matches(
        alert.severity(),
        alert.name(),
        alert.team(),
        alert.application(),
        alert.label(Alert.CLUSTER));
  }
}
