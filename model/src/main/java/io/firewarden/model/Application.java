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
package io.firewarden.model;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The identity and life of a Spark application.
 *
 * @param id Spark's application id, unique within its cluster
 * @param name {@code spark.app.name}, as given; not unique
 * @param user the user that Spark runs as; empty when unknown
 * @param sparkVersion for example {@code 3.5.9}; empty when unknown
 * @param localMode whether the driver runs the tasks itself ({@code local[*]}), so that there are
 *     no executors
 * @param uiUrl where the Spark UI answers, or null when there is none or it is unknown
 * @param startedAt when the driver started
 * @param endedAt when it ended, or null while it runs
 * @param finalStatus how it ended, or null while it runs
 * @param labels what its owner says of it ({@code spark.firewarden.labels.*}); few and short
 */
public record Application(
    String id,
    String name,
    String user,
    String sparkVersion,
    boolean localMode,
    @Nullable String uiUrl,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable FinalStatus finalStatus,
    Map<String, String> labels) {

  public Application {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(sparkVersion, "sparkVersion");
    Objects.requireNonNull(startedAt, "startedAt");
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** An application without labels; when it has ended, nothing tells how. */
  public Application(
      String id,
      String name,
      String user,
      String sparkVersion,
      boolean localMode,
      @Nullable String uiUrl,
      Instant startedAt,
      @Nullable Instant endedAt) {
    this(
        id,
        name,
        user,
        sparkVersion,
        localMode,
        uiUrl,
        startedAt,
        endedAt,
        endedAt == null ? null : FinalStatus.UNKNOWN,
        Map.of());
  }

  /** The same application, over. */
  public Application ended(Instant at, FinalStatus status) {
    return new Application(
        id, name, user, sparkVersion, localMode, uiUrl, startedAt, at, status, labels);
  }

  /**
   * The same application with what others say of it where it says nothing itself.
   *
   * @param others their labels; its own stay where both have one
   */
  public Application filledIn(String otherName, String otherUser, Map<String, String> others) {
    Map<String, String> all = new TreeMap<>(others);
    all.putAll(labels);
    String named = name.isEmpty() ? otherName : name;
    String by = user.isEmpty() ? otherUser : user;
    if (all.equals(labels) && named.equals(name) && by.equals(user)) {
      return this;
    }
    return new Application(
        id, named, by, sparkVersion, localMode, uiUrl, startedAt, endedAt, finalStatus, all);
  }
}
