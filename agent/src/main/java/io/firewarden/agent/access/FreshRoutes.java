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
package io.firewarden.agent.access;

import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Dns;
import okhttp3.OkHttpClient;

/**
 * A client that does not remember for ever which ways to servers have failed. OkHttp does, to try
 * others first, until the same way works again; of drivers that come and go that would only grow.
 * After some failures another client takes its place, with the same connections and threads.
 */
final class FreshRoutes {
  /** Each may be remembered with some hundred bytes. */
  static final int MAX_FAILURES = 64;

  private final AtomicInteger failures = new AtomicInteger();
  private volatile OkHttpClient client;

  FreshRoutes(OkHttpClient client) {
    this.client = client;
  }

  /** The client as of now; not to be kept. */
  OkHttpClient client() {
    return client;
  }

  /** A call has failed. */
  void failed() {
    if (failures.incrementAndGet() % MAX_FAILURES == 0) {
      Dns dns = client.dns();
      // What was remembered is dropped whenever something changes on which routes depend.
      client = client.newBuilder().dns(host -> dns.lookup(host)).dns(dns).build();
    }
  }
}
