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
package io.firewarden.agent.discovery.history;

import io.firewarden.agent.discovery.Discovered;
import io.firewarden.agent.discovery.Discovery;
import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.discovery.ListedApplication;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.UnreadableException;
import io.firewarden.model.FinalStatus;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The applications whose event logs a History Server has seen to the end. The whole list is never
 * asked for: at each look those that ended since shortly before the last one, and one by one those
 * that were incomplete before and are no more.
 *
 * <p>That a log is complete means that the SparkContext was stopped, and so that nobody killed its
 * driver before; whether the application did what it should, neither the list nor its jobs can
 * tell. That a log is incomplete means little: those of drivers that were killed stay so, after a
 * restart of the server all of them look as if they had just been written, and while an idle
 * application runs its log does not grow. Hence none is said to run because of it; and figures are
 * not read here, since for each reading the server would replay a log that grows all the while.
 */
public final class HistoryServer implements Discovery {
  private static final Logger log = LoggerFactory.getLogger(HistoryServer.class);

  /** How long before the first look what ended is asked for. */
  private static final Duration BEFORE = Duration.ofHours(24);

  /** What a log may be listed late by, and what clocks may differ by. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  /** How long a cluster manager may take to begin another attempt of what is run again. */
  private static final Duration SETTLED = Duration.ofMinutes(5);

  /** How long an application that was incomplete is looked for when it is not listed at all. */
  private static final Duration SOUGHT = Duration.ofHours(1);

  private static final int PAGE = 500;
  private static final int MAX_PAGES = 10;
  private static final int MAX_INCOMPLETE = 5000;
  private static final int MAX_ASKED = 20;

  /** The form of a moment that Spark's REST takes. */
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final RestClient client;
  private final String base;
  private final InstantSource clock;

  /** Applications that were incomplete, and when they were last listed; those asked lately last. */
  private final Map<String, Instant> incomplete = new LinkedHashMap<>();

  private @Nullable Instant lastLook;

  /**
   * @param server the URL of its web UI
   */
  public HistoryServer(RestClient client, URI server, InstantSource clock) {
    this.client = client;
    this.base = RestClient.shown(server).replaceFirst("/+$", "");
    this.clock = clock;
  }

  @Override
  public String name() {
    return base;
  }

  @Override
  public Discovered discover() {
    Instant now = clock.instant();
    try {
      List<ListedApplication> running = list("?status=running&limit=" + MAX_INCOMPLETE);
      Map<String, ListedApplication> completed = completed(now);
      Map<String, Instant> listed = new LinkedHashMap<>();
      for (ListedApplication application : running) {
        if (application.newest() != null && !completed.containsKey(application.id())) {
          listed.put(Objects.requireNonNull(application.id()), now);
        }
      }
      incomplete.keySet().removeAll(completed.keySet());
      askForMissing(listed, completed, now);
      incomplete.putAll(listed);
      lastLook = now;
      return new Discovered.Found(List.of(), List.of(), List.of(), ended(completed, now), false);
    } catch (UnreadableException e) {
      return new Discovered.Unavailable(e.why());
    }
  }

  /** Those that ended since shortly before the last look, by id; newest first, in pages. */
  private Map<String, ListedApplication> completed(Instant now) throws UnreadableException {
    Instant since = lastLook == null ? now.minus(BEFORE) : lastLook.minus(MARGIN);
    String query = "?status=completed&limit=" + PAGE + "&minEndDate=" + FORM.format(since);
    Map<String, ListedApplication> completed = new LinkedHashMap<>();
    String until = "";
    for (int page = 0; page < MAX_PAGES; page++) {
      List<ListedApplication> more = list(query + until);
      int before = completed.size();
      Instant oldest = null;
      for (ListedApplication application : more) {
        ListedApplication.Attempt newest = application.newest();
        Instant end = newest == null ? null : newest.endedAt();
        if (end != null) {
          completed.putIfAbsent(Objects.requireNonNull(application.id()), application);
          oldest = oldest == null || end.isBefore(oldest) ? end : oldest;
        }
      }
      if (more.size() < PAGE || oldest == null || completed.size() == before) {
        return completed;
      }
      until = "&maxEndDate=" + FORM.format(oldest);
    }
    log.debug("{} lists more than {} applications since {}", base, completed.size(), since);
    return completed;
  }

  /**
   * Asks for applications that were incomplete and are in no list now: their logs may have been
   * read late. One that is not known to the server may be so again when it has begun anew.
   */
  private void askForMissing(
      Map<String, Instant> listed, Map<String, ListedApplication> completed, Instant now)
      throws UnreadableException {
    int asked = 0;
    for (Map.Entry<String, Instant> entry : List.copyOf(incomplete.entrySet())) {
      String id = entry.getKey();
      if (listed.containsKey(id)) {
        continue;
      }
      if (entry.getValue().plus(SOUGHT).isBefore(now)) {
        incomplete.remove(id);
      } else if (asked < MAX_ASKED) {
        asked++;
        incomplete.remove(id);
        incomplete.put(id, entry.getValue()); // to the end
        ListedApplication application = ask(id);
        ListedApplication.Attempt newest = application == null ? null : application.newest();
        if (application != null && newest != null && newest.endedAt() != null) {
          completed.put(id, application);
        }
      }
    }
  }

  private @Nullable ListedApplication ask(String id) throws UnreadableException {
    try {
      return client.get(URI.create(base + "/api/v1/applications/" + id), ListedApplication.class);
    } catch (UnreadableException e) {
      if (e.status() == 404) {
        return null;
      }
      throw e;
    }
  }

  private List<Discovered.Ended> ended(Map<String, ListedApplication> completed, Instant now) {
    List<Discovered.Ended> ended = new ArrayList<>();
    completed.forEach(
        (id, application) -> {
          ListedApplication.Attempt newest = Objects.requireNonNull(application.newest());
          Instant at = Objects.requireNonNull(newest.endedAt());
          if (newest.attemptId() == null || !at.plus(SETTLED).isAfter(now)) {
            incomplete.remove(id);
            ended.add(new Discovered.Ended(application.application(newest), ending(newest, at)));
          } else {
            incomplete.put(id, now); // to be asked again when it is not listed any more
          }
        });
    return ended;
  }

  private Ending ending(ListedApplication.Attempt attempt, Instant at) {
    String which = attempt.attemptId() == null ? "" : " of attempt " + attempt.attemptId();
    String reason =
        "the event log" + which + " is complete: its SparkContext was stopped; why is not told";
    return new Ending(FinalStatus.UNKNOWN, at, reason, base);
  }

  private List<ListedApplication> list(String query) throws UnreadableException {
    ListedApplication[] listed =
        client.get(URI.create(base + "/api/v1/applications" + query), ListedApplication[].class);
    List<ListedApplication> all = new ArrayList<>();
    for (ListedApplication application : listed) {
      if (application != null) {
        all.add(application);
      }
    }
    return all;
  }
}
