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

import io.firewarden.agent.kubernetes.ApiRefusal;
import java.net.HttpURLConnection;

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
  /** Whether the API server does not know the kind. */
  static boolean isUnknownKind(Throwable fault) {
    return ApiRefusal.of(fault, "").code() == HttpURLConnection.HTTP_NOT_FOUND;
  }

  String why(Throwable fault) {
    String subject = source + ": " + kind + where() + " cannot be listed and watched: ";
    ApiRefusal refusal = ApiRefusal.of(fault, server);
    String said = refusal.said();
    return switch (refusal.code()) {
      case HttpURLConnection.HTTP_FORBIDDEN -> subject + "403, " + said + "; " + rule();
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          subject + "401, the API server does not accept the credentials; " + said;
      case 0 -> subject + said;
      default -> subject + "the API server answers " + refusal.code() + ", " + said;
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
}
