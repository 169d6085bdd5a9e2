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
package io.firewarden.agent.discovery.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Why objects of one kind could not be had, in a sentence that says what to do. It holds no secret:
 * neither an address's user nor a header is in it.
 *
 * @param source the name of the source
 * @param kind the kind's plural, as roles name it
 * @param namespace where they were asked for; empty for all namespaces
 * @param server the URL of the API server; empty before it is known
 */
record ApiFault(String source, String kind, String namespace, String server) {
  /** Exceptions that only carry others. */
  private static final Set<Class<?>> WRAPPERS =
      Set.of(
          KubernetesClientException.class,
          IOException.class,
          CompletionException.class,
          ExecutionException.class);

  /** Whether the API server does not know the kind. */
  static boolean isUnknownKind(Throwable fault) {
    return code(fault) == HttpURLConnection.HTTP_NOT_FOUND;
  }

  String why(Throwable fault) {
    String subject = source + ": " + kind + where() + " cannot be listed and watched: ";
    return switch (code(fault)) {
      case HttpURLConnection.HTTP_FORBIDDEN -> subject + "403, " + said(fault) + "; " + rule();
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          subject + "401, the API server does not accept the credentials; " + said(fault);
      case 0 -> subject + cause(fault);
      default -> subject + "the API server answers " + code(fault) + ", " + said(fault);
    };
  }

  private String where() {
    return namespace.isEmpty() ? " of all namespaces" : " of namespace " + namespace;
  }

  private String rule() {
    String verbs = "the verbs get, list and watch on " + kind;
    return namespace.isEmpty()
        ? "it takes a ClusterRole with " + verbs + ", or the key namespaces in sources.kubernetes"
        : "it takes a Role in " + namespace + " with " + verbs;
  }

  private static int code(Throwable fault) {
    KubernetesClientException refused = refusal(fault);
    return refused == null ? 0 : refused.getCode();
  }

  /** What the API server says itself. */
  private static String said(Throwable fault) {
    KubernetesClientException refused = refusal(fault);
    if (refused == null || refused.getStatus() == null) {
      return "without a reason";
    }
    String message = Line.of(refused.getStatus().getMessage());
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
  private String cause(Throwable fault) {
    Throwable at = fault;
    while (WRAPPERS.contains(at.getClass()) && at.getCause() != null) {
      at = at.getCause();
    }
    String message = Line.of(at.getMessage());
    String shown = at.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
    return server.isEmpty() ? shown : shown + " at " + Line.of(server);
  }
}
