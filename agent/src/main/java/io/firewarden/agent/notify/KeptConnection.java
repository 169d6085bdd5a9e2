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

import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Response;

/**
 * What is noted of one call: whether it went by a connection that was kept from an earlier one. A
 * receiver may have closed that in the meantime, above all one that speaks HTTP/1.0 and closes each
 * without a word; that shows only when it is used, as a failure without an answer.
 */
final class KeptConnection extends EventListener {
  private boolean acquired;
  private boolean connected;
  private boolean answered;

  /** Listens to each call with what stands in its request. */
  static EventListener of(Call call) {
    KeptConnection kept = call.request().tag(KeptConnection.class);
    return kept == null ? EventListener.NONE : kept;
  }

  /** Whether the call has failed because of the connection that was kept, most likely. */
  boolean hasFailed() {
    return acquired && !connected && !answered;
  }

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    acquired = true;
  }

  @Override
  public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
    connected = true;
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    answered = true;
  }
}
