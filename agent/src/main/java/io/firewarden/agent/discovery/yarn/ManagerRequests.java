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
package io.firewarden.agent.discovery.yarn;

import io.firewarden.agent.discovery.yarn.ActiveManager.Manager;
import io.firewarden.agent.discovery.yarn.YarnJson.App;
import io.firewarden.agent.discovery.yarn.YarnJson.AppAnswer;
import io.firewarden.agent.discovery.yarn.YarnJson.Apps;
import io.firewarden.agent.discovery.yarn.YarnJson.AppsAnswer;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.UnreadableException;
import io.firewarden.agent.source.UnreadableException.Kind;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a ResourceManager is asked for, so that its answers stay small: Spark's applications only,
 * without what is not read, and of those that are over the ones since the last time.
 */
final class ManagerRequests {
  private static final Logger log = LoggerFactory.getLogger(ManagerRequests.class);

  private static final String APPS = "/ws/v1/cluster/apps";
  private static final String LIVE = "?states=NEW,NEW_SAVING,SUBMITTED,ACCEPTED,RUNNING";
  private static final String OVER = "?states=FINISHED,FAILED,KILLED";
  private static final String SPARK = "&applicationTypes=SPARK";

  /** Parts of an answer that can be left out; what a version does not know it refuses with 400. */
  private static final List<String> LEFT_OUT =
      List.of(
          "&deSelects=resourceRequests,timeouts,appNodeLabelExpression,amNodeLabelExpression,resourceInfo",
          "&deSelects=resourceRequests",
          "");

  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final Duration FIRST_LOOK_BACK = Duration.ofHours(24);
  private static final Duration OVERLAP = Duration.ofMinutes(1);

  private final RestClient client;
  private final InstantSource clock;
  private int leftOut;

  /** The latest end that was told, by the ResourceManager's clock; 0 before the first look. */
  private long newestEnd;

  ManagerRequests(RestClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /** The applications that wait or run. */
  List<App> live(Manager manager, Deadline end) throws UnreadableException {
    return apps(manager, LIVE, end);
  }

  /** The applications that ended since the last time, and some from before. */
  List<App> over(Manager manager, Deadline end) throws UnreadableException {
    if (newestEnd == 0) {
      newestEnd = clock.instant().minus(FIRST_LOOK_BACK).toEpochMilli();
    }
    long since = Math.max(1, newestEnd - OVERLAP.toMillis());
    List<App> over;
    try {
      over = apps(manager, OVER + "&finishedTimeBegin=" + since, end);
    } catch (UnreadableException e) {
      if (e.kind() != Kind.TOO_LARGE) {
        throw e;
      }
      newestEnd = clock.millis();
      log.warn("{}; applications that ended before now and were not watched stay unknown", e.why());
      return List.of();
    }
    for (App app : over) {
      newestEnd = Math.max(newestEnd, app.finishedTime());
    }
    return over;
  }

  /** One application, or empty when the ResourceManager has never heard of it. */
  Optional<App> one(Manager manager, String id, Deadline end) throws UnreadableException {
    try {
      URI url = URI.create(manager.base() + APPS + "/" + id);
      return Optional.ofNullable(client.get(url, AppAnswer.class, end.left()).app());
    } catch (UnreadableException e) {
      if (e.status() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private List<App> apps(Manager manager, String which, Deadline end) throws UnreadableException {
    while (true) {
      try {
        URI url = URI.create(manager.base() + APPS + which + SPARK + LEFT_OUT.get(leftOut));
        AppsAnswer answer = client.get(url, AppsAnswer.class, end.left());
        if (!answer.containsKey("apps")) {
          throw new NoAppsException(manager.base() + APPS);
        }
        return apps(answer);
      } catch (UnreadableException e) {
        if (e.status() != BAD_REQUEST || leftOut == LEFT_OUT.size() - 1) {
          throw e;
        }
        leftOut++;
      }
    }
  }

  private static List<App> apps(AppsAnswer answer) {
    Apps apps = answer.get("apps");
    if (apps == null || apps.app() == null) {
      return List.of();
    }
    return apps.app().stream().filter(Objects::nonNull).filter(YarnApplication::hasId).toList();
  }

  /** Thrown when an answer is JSON of something else. */
  static final class NoAppsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoAppsException(String url) {
      super(url + " answered JSON without apps; expected a YARN ResourceManager");
    }
  }
}
