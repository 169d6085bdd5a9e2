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
package io.firewarden.agent.source;

import okhttp3.Call;
import okhttp3.EventListener;

/**
 * What a series of requests took from servers, and what it waited here. Used by one thread at a
 * time.
 */
final class Traffic {
  private int requests;
  private long bytes;
  private long waitedNanos;

  /** Counts for each call what came over the network, packed if it was. */
  static final class Meter extends EventListener {
    @Override
    public void requestHeadersStart(Call call) {
      Traffic traffic = call.request().tag(Traffic.class);
      if (traffic != null) {
        traffic.requests++;
      }
    }

    @Override
    public void responseBodyEnd(Call call, long byteCount) {
      Traffic traffic = call.request().tag(Traffic.class);
      if (traffic != null) {
        traffic.bytes += byteCount;
      }
    }
  }

  /** The agent itself kept it waiting. */
  void waited(long nanos) {
    waitedNanos += nanos;
  }

  /** For how long the agent itself kept it waiting, in nanoseconds. */
  long waitedNanos() {
    return waitedNanos;
  }

  /** How many requests were sent, redirects and challenges among them. */
  int requests() {
    return requests;
  }

  /** How many bytes their answers had, as they came. */
  long bytes() {
    return bytes;
  }
}
