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
package io.firewarden.model.streaming;

import java.util.Comparator;
import java.util.List;

/**
 * The streaming queries of an application.
 *
 * @param succeeded queries that were stopped or came to their end; monotone
 * @param failed queries that an exception ended; monotone
 * @param queries queries that run now and the last that ended, by name
 */
public record StreamingActivity(long succeeded, long failed, List<StreamingQuery> queries) {

  public StreamingActivity {
    queries =
        queries.stream()
            .sorted(
                Comparator.comparing(StreamingQuery::name)
                    .thenComparing(StreamingQuery::id)
                    .thenComparing(StreamingQuery::startedAt))
            .toList();
  }
}
