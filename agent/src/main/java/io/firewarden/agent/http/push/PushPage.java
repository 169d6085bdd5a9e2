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
package io.firewarden.agent.http.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import io.firewarden.agent.cluster.Shard;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.http.answer.Answer;
import io.firewarden.agent.poll.PushOutcome;
import io.firewarden.agent.poll.PushedSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where listeners push their snapshots to. Without a token only who is on this machine may push:
 * the agent must then listen on a loopback address.
 */
public final class PushPage {
  public static final String PATH = "/api/v1/snapshots";
  public static final String CLUSTER = "Firewarden-Cluster";

  private static final Logger log = LoggerFactory.getLogger(PushPage.class);

  private final String cluster;
  private final Shard shard;
  private final PushToken token;
  private final PushBody body;
  private final InstantSource clock;
  private final Function<PushedSnapshot, PushOutcome> pushes;
  private final Consumer<PushResult> counts;
  private volatile boolean local;
  private volatile boolean toldUnreadable;

  /**
   * @param pushes takes a snapshot in
   * @param counts hears what became of each push
   */
  public PushPage(
      AgentConfig config,
      PushToken token,
      InstantSource clock,
      Function<PushedSnapshot, PushOutcome> pushes,
      Consumer<PushResult> counts) {
    this.cluster = config.cluster();
    this.shard = config.peers().shard();
    this.token = token;
    this.body = new PushBody(config.push().maxBytes());
    this.clock = clock;
    this.pushes = pushes;
    this.counts = counts;
  }

  /**
   * The address is bound.
   *
   * @param loopback whether nobody but this machine reaches it
   */
  public void bound(boolean loopback) {
    local = loopback;
    if (!loopback && !token.isConfigured()) {
      log.info("pushes are refused: {}", rule());
    }
  }

  /** The answer to a POST. */
  public Answer answer(Headers headers, InputStream content) {
    try {
      return take(headers, content);
    } catch (PushRefused e) {
      counts.accept(e.result());
      log.debug("a push was refused: {}", e.getMessage());
      return e.answer();
    }
  }

  /** The answer to a POST when more come than can be taken. */
  public Answer busy() {
    counts.accept(PushResult.UNAVAILABLE);
    return Answer.text(503, "more pushes come than the agent can take; try again later")
        .with("Retry-After", "5");
  }

  private Answer take(Headers headers, InputStream content) throws PushRefused {
    authorize(headers.getFirst("Authorization"));
    requireCluster(headers.getFirst(CLUSTER));
    PushedSnapshot snapshot = body.read(headers, content, clock.instant());
    requireShard(snapshot.snapshot().application().id());
    PushOutcome outcome = pushes.apply(snapshot);
    switch (outcome) {
      case ACCEPTED -> counts.accept(PushResult.ACCEPTED);
      case SUPERSEDED -> counts.accept(PushResult.SUPERSEDED);
      case CONFLICT ->
          throw new PushRefused(
              PushResult.CONFLICT,
              409,
              "another application of this id, with another start or name, is read or pushes now;"
                  + " an id must be unique in a cluster");
      case TOO_MUCH ->
          throw new PushRefused(
                  PushResult.FULL,
                  503,
                  "what applications push takes as much memory as push.max-memory allows; try again"
                      + " later")
              .with("Retry-After", "30");
      case FULL ->
          throw new PushRefused(
                  PushResult.FULL,
                  429,
                  "as many applications push as push.max-applications allows; try again later")
              .with("Retry-After", "60");
      case CLOSED ->
          throw new PushRefused(PushResult.UNAVAILABLE, 503, "the agent starts or stops")
              .with("Retry-After", "5");
    }
    return new Answer(204, "text/plain; charset=utf-8", "", Map.of());
  }

  private void authorize(@Nullable String authorization) throws PushRefused {
    if (!token.isConfigured()) {
      if (!local) {
        throw new PushRefused(PushResult.FORBIDDEN, 403, rule());
      }
      return;
    }
    try {
      boolean allowed = token.allows(authorization);
      toldUnreadable = false;
      if (allowed) {
        return;
      }
    } catch (IOException e) {
      if (!toldUnreadable) {
        log.warn("pushes are refused: {}", e.getMessage());
      }
      toldUnreadable = true;
      throw new PushRefused(
          PushResult.UNAVAILABLE, 503, "the token cannot be read now; the agent's log says why");
    }
    throw new PushRefused(
            PushResult.UNAUTHORIZED, 401, "a push must show the token that the agent knows")
        .with("WWW-Authenticate", "Bearer realm=\"firewarden\"");
  }

  private static String rule() {
    return "to take pushes at an address that others reach, push.token-file or the variable "
        + PushToken.VARIABLE
        + " must be set";
  }

  /** Another agent watches it: the two would tell of it in turns, and each take it for silent. */
  private void requireShard(String id) throws PushRefused {
    if (!shard.owns(id)) {
      throw new PushRefused(
          PushResult.WRONG_SHARD,
          421,
          "this is the agent of shard " + shard + ", but " + id + " is of " + shard.shardOf(id));
    }
  }

  private void requireCluster(@Nullable String header) throws PushRefused {
    if (header == null) {
      throw new PushRefused(
          PushResult.INVALID, 400, "the header " + CLUSTER + " must name the cluster");
    }
    String named;
    try {
      named = URLDecoder.decode(header, UTF_8);
    } catch (IllegalArgumentException e) {
      throw new PushRefused(
          PushResult.INVALID, 400, "the header " + CLUSTER + " must be percent-encoded UTF-8");
    }
    if (!named.equals(cluster)) {
      throw new PushRefused(
          PushResult.WRONG_CLUSTER,
          409,
          "this is the agent of cluster " + cluster + ", but spark.firewarden.cluster is " + named);
    }
  }
}
