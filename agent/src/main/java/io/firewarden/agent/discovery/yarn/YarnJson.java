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

import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a ResourceManager's answers that are read. A reference is null, and a number 0, when
 * the answer lacks it.
 */
final class YarnJson {
  private YarnJson() {}

  record InfoAnswer(@Nullable ClusterInfo clusterInfo) {}

  /**
   * Of {@code /ws/v1/cluster/info}, which also a standby answers.
   *
   * @param startedOn when this ResourceManager was started, in milliseconds
   * @param haState {@code ACTIVE} or {@code STANDBY}; also one that is alone tells it
   */
  record ClusterInfo(long startedOn, @Nullable String haState) {}

  /**
   * Of {@code /ws/v1/cluster/apps}. A map, for a record would not tell an {@code apps} of null, as
   * which Hadoop 2 writes that there are none, from an answer without it.
   */
  static final class AppsAnswer extends HashMap<String, @Nullable Apps> {
    private static final long serialVersionUID = 1L;
  }

  record Apps(@Nullable List<@Nullable App> app) {}

  /** Of {@code /ws/v1/cluster/apps/ID}. */
  record AppAnswer(@Nullable App app) {}

  /**
   * An application. What its owner allows not everybody to see is missing without permission: the
   * times and the address of the ApplicationMaster.
   *
   * @param state YarnApplicationState
   * @param finalStatus FinalApplicationStatus, which the application itself reports
   * @param trackingUrl missing until the ApplicationMaster has registered
   * @param applicationTags comma-separated
   * @param startedTime when it was submitted, in milliseconds
   * @param finishedTime in milliseconds
   * @param amRPCAddress where the ApplicationMaster listens, which it does in cluster mode only, and
   *     from when it has registered
   * @param amContainerLogs a page whose address names the container of the ApplicationMaster
   */
  record App(
      @Nullable String id,
      @Nullable String user,
      @Nullable String name,
      @Nullable String queue,
      @Nullable String state,
      @Nullable String finalStatus,
      @Nullable String trackingUrl,
      @Nullable String diagnostics,
      @Nullable String applicationTags,
      long startedTime,
      long finishedTime,
      @Nullable String amRPCAddress,
      @Nullable String amContainerLogs) {}
}
