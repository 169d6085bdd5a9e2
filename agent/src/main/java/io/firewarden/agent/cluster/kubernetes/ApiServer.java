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
package io.firewarden.agent.cluster.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.firewarden.agent.config.Peers;
import io.firewarden.agent.kubernetes.ApiRefusal;
import io.firewarden.agent.kubernetes.KubernetesClients;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The API server that keeps an object for several agents: its client, which is made when it is
 * first needed, and what to say when it refuses.
 */
final class ApiServer implements AutoCloseable {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(3);

  /** How many requests that hang fit into the time for which a lease holds. */
  private static final int REQUESTS = 5;

  private final Supplier<KubernetesClient> made;
  private final @Nullable String namespace;
  private final String name;
  private @Nullable KubernetesClient client;
  private boolean closed;

  /**
   * @param namespace where the object is, or null for the one of the client
   * @param name of the object
   */
  ApiServer(Supplier<KubernetesClient> made, @Nullable String namespace, String name) {
    this.made = made;
    this.namespace = namespace;
    this.name = name;
  }

  /**
   * The one that is configured.
   *
   * @param suffix of the object's name, after that of the lease
   * @param within for how long the lease holds: of that a request may take a part
   */
  static ApiServer of(Peers.LeaseObject place, String suffix, Duration within) {
    Duration part = within.dividedBy(REQUESTS);
    Duration shorter = part.compareTo(LONGEST) > 0 ? LONGEST : part;
    Duration timeout = shorter.compareTo(SHORTEST) < 0 ? SHORTEST : shorter;
    return new ApiServer(
        () -> KubernetesClients.of(place.access(), timeout),
        place.namespace(),
        place.name() + suffix);
  }

  /**
   * The client.
   *
   * @throws IllegalArgumentException if it cannot be made; it is tried again the next time
   */
  synchronized KubernetesClient client() {
    if (closed) {
      throw new IllegalArgumentException("it is closed");
    }
    if (client == null) {
      client = made.get();
    }
    return client;
  }

  String namespace() {
    @Nullable String own = namespace != null ? namespace : client().getNamespace();
    return Objects.requireNonNullElse(own, "default");
  }

  /** The object's name, also without a connection. */
  String name() {
    return namespace == null ? name : namespace + "/" + name;
  }

  /** The object's name alone. */
  String simpleName() {
    return name;
  }

  /**
   * Why an object could not be read or written, in a sentence that says what to do.
   *
   * @param kind the kind's plural, as roles name it
   * @param fault what the client has thrown
   */
  IOException fault(String kind, RuntimeException fault) {
    if (!(fault instanceof KubernetesClientException)) {
      return new IOException(String.valueOf(fault.getMessage()), fault);
    }
    ApiRefusal refusal = ApiRefusal.of(fault, url());
    String subject = kind + " " + name() + ": ";
    String why =
        switch (refusal.code()) {
          case 0 -> refusal.said();
          case HttpURLConnection.HTTP_UNAUTHORIZED ->
              "401, the API server does not accept the credentials; " + refusal.said();
          case HttpURLConnection.HTTP_FORBIDDEN ->
              "403, "
                  + refusal.said()
                  + "; it takes a Role in "
                  + namespace()
                  + " with the verbs get, create and update on "
                  + kind;
          default -> "the API server answers " + refusal.code() + ", " + refusal.said();
        };
    return new IOException(subject + why, fault);
  }

  private synchronized String url() {
    return client == null ? "" : client.getMasterUrl().toString();
  }

  /** Whether an object was changed, or made, since it was read. */
  static boolean isConflict(KubernetesClientException fault) {
    return fault.getCode() == HttpURLConnection.HTTP_CONFLICT;
  }

  /** Whether there is no such object. */
  static boolean isGone(KubernetesClientException fault) {
    return fault.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (client != null) {
      client.close();
      client = null;
    }
  }
}
