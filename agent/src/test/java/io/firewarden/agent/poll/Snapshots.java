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
package io.firewarden.agent.poll;

import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.JobTotals;
import io.firewarden.model.SourceKind;
import io.firewarden.model.StageTotals;
import io.firewarden.model.TaskTotals;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Small snapshots for tests. */
public final class Snapshots {
  private static final Instant START = Instant.parse("2026-11-22T09:00:00Z");

  private Snapshots() {}

  public static Application application(String id, String url, @Nullable Instant endedAt) {
    return new Application(id, "job " + id, "root", "3.5.9", false, url, START, endedAt);
  }

  public static ApplicationSnapshot of(Application application, Instant takenAt) {
    return new ApplicationSnapshot(
        takenAt,
        SourceKind.REST,
        application,
        TaskTotals.NONE,
        new JobTotals(0, 0),
        StageTotals.NONE,
        0,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Set.of());
  }
}
