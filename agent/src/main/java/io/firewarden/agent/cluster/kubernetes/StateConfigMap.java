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

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.firewarden.agent.alert.AlertStateFile.State;
import io.firewarden.agent.alert.AlertStore;
import io.firewarden.agent.alert.StateJson;
import io.firewarden.agent.config.Peers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the agent that leads leaves to the next one, in a ConfigMap.
 *
 * <p>Who reads it marks it as its own in the same go, and each write names the version that it was
 * made from: an agent that was slow to learn that it leads no more cannot write over what the next
 * one has found there.
 */
public final class StateConfigMap implements AlertStore {
  private static final Logger logger = LoggerFactory.getLogger(StateConfigMap.class);
  private static final String KIND = "configmaps";
  private static final String SUFFIX = "-state";

  /** Under it the state is. */
  static final String KEY = "state.json.gz";

  /** The annotation that names who writes it. */
  static final String WRITER = "firewarden.io/writer";

  /** What is unpacked of it; more than any agent writes. */
  private static final int MAX_UNPACKED = 64 << 20;

  private static final int TRIES = 5;

  private final ApiServer server;
  private final String identity;
  private final PackedState packing = new PackedState();
  private @Nullable ConfigMap last;
  private boolean failing;

  /**
   * @param identity what no other process is called
   */
  StateConfigMap(ApiServer server, String identity) {
    this.server = server;
    this.identity = identity;
  }

  /** The one beside a lease; nobody is asked yet. */
  public static StateConfigMap of(Peers.LeaseObject place, Peers.Lease lease) {
    return new StateConfigMap(
        ApiServer.of(place, SUFFIX, lease.duration()), KubernetesLease.identity(lease.holder()));
  }

  @Override
  public synchronized State load() {
    try {
      for (int i = 0; i < TRIES; i++) {
        ConfigMap found = object().get();
        if (put(found, found == null ? null : packed(found))) {
          return found == null ? State.EMPTY : unpacked(found);
        }
      }
    } catch (KubernetesClientException | IllegalArgumentException e) {
      throw new UncheckedIOException(server.fault(KIND, e));
    }
    throw new UncheckedIOException(
        new IOException(KIND + " " + server.name() + " is changed by others all the time"));
  }

  @Override
  public synchronized boolean save(State state, Instant now) {
    String fault;
    try {
      String packed = Base64.getEncoder().encodeToString(packing.of(state, now));
      if (put(last, packed) || putAgain(packed)) {
        if (failing) {
          logger.info("What was told is left in {} {} again", KIND, server.name());
        }
        failing = false;
        return true;
      }
      fault = "another agent writes it";
    } catch (KubernetesClientException | IllegalArgumentException e) {
      fault = String.valueOf(server.fault(KIND, e).getMessage());
    } catch (IOException e) {
      fault = e.toString();
    }
    if (failing) {
      logger.debug("Still cannot write {} {}: {}", KIND, server.name(), fault);
    } else {
      logger.warn(
          "Cannot write {} {}: {}. Alerts go on, but an agent that leads next may repeat them",
          KIND,
          server.name(),
          fault);
    }
    failing = true;
    return false;
  }

  /** Somebody has deleted it, or has written to it, which is not always an agent that leads now. */
  private boolean putAgain(String packed) {
    ConfigMap found = object().get();
    return (found == null || isOurs(found)) && put(found, packed);
  }

  private Resource<ConfigMap> object() {
    return server
        .client()
        .configMaps()
        .inNamespace(server.namespace())
        .withName(server.simpleName());
  }

  private boolean isOurs(ConfigMap found) {
    Map<String, String> annotations = found.getMetadata().getAnnotations();
    return annotations != null && identity.equals(annotations.get(WRITER));
  }

  /**
   * Writes it as ours.
   *
   * @param before what is there, or null for nothing
   * @return whether nobody else has written meanwhile
   */
  private boolean put(@Nullable ConfigMap before, @Nullable String packed) {
    ConfigMapBuilder fresh =
        before == null
            ? new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(server.namespace())
                .withName(server.simpleName())
                .addToLabels("app.kubernetes.io/managed-by", "firewarden")
                .endMetadata()
            : new ConfigMapBuilder(before);
    fresh.editMetadata().addToAnnotations(WRITER, identity).endMetadata();
    if (packed != null) {
      fresh.addToBinaryData(KEY, packed);
    }
    try {
      ConfigMap written =
          before == null
              ? server.client().resource(fresh.build()).create()
              : server.client().resource(fresh.build()).lockResourceVersion().update();
      written.setBinaryData(null); // it need not be kept here, too
      last = written;
      return true;
    } catch (KubernetesClientException e) {
      if (ApiServer.isConflict(e) || (before != null && ApiServer.isGone(e))) {
        return false;
      }
      throw e;
    }
  }

  private static @Nullable String packed(ConfigMap found) {
    return found.getBinaryData() == null ? null : found.getBinaryData().get(KEY);
  }

  private State unpacked(ConfigMap found) {
    String packed = packed(found);
    if (packed == null) {
      return State.EMPTY;
    }
    try (var in =
        new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(packed)))) {
      return new StateJson().read(in.readNBytes(MAX_UNPACKED));
    } catch (JsonProcessingException e) {
      logger.warn("{} {} holds no alert state: {}", KIND, server.name(), e.getOriginalMessage());
    } catch (IOException | IllegalArgumentException e) {
      logger.warn("{} {} holds no alert state: {}", KIND, server.name(), e.toString());
    }
    return State.EMPTY;
  }

  @Override
  public void close() {
    server.close();
  }
}
