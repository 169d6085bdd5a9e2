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
package io.firewarden.agent.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Why an API server did not do what it was asked for. It holds no secret: neither an address's user
 * nor a header is in it.
 *
 * @param code the status that it has answered, or 0 when there was no answer
 * @param said what the API server says itself, or what kept it from answering
 */
public record ApiRefusal(int code, String said) {
  /** Exceptions that only carry others. */
  private static final Set<Class<?>> WRAPPERS =
      Set.of(
          KubernetesClientException.class,
          IOException.class,
          CompletionException.class,
          ExecutionException.class);

  /**
   * What an exception of the client tells.
   *
   * @param server the URL of the API server; empty before it is known
   */
  public static ApiRefusal of(Throwable fault, String server) {
    KubernetesClientException refused = refusal(fault);
    return refused == null
        ? new ApiRefusal(0, cause(fault, server))
        : new ApiRefusal(refused.getCode(), said(refused));
  }

  private static String said(KubernetesClientException refused) {
    String message = refused.getStatus() == null ? "" : Line.of(refused.getStatus().getMessage());
    return message.isEmpty() ? "without a reason" : message;
  }

  private static @Nullable KubernetesClientException refusal(Throwable fault) {
    for (Throwable at = fault; at != null; at = at.getCause()) {
      if (at instanceof KubernetesClientException refused && refused.getCode() > 0) {
        return refused;
      }
    }
    return null;
  }

  /** Such as {@code ConnectException at https://10.0.0.1:6443/}. */
  private static String cause(Throwable fault, String server) {
    Throwable at = fault;
    while (WRAPPERS.contains(at.getClass()) && at.getCause() != null) {
      at = at.getCause();
    }
    String message = Line.of(at.getMessage());
    String shown = at.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
    return server.isEmpty() ? shown : shown + " at " + Line.of(server);
  }
}
