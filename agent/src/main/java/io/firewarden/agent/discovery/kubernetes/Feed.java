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

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Listable;
import io.fabric8.kubernetes.client.dsl.Watchable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of one kind, listed once and then watched, so that a stock of them is up to date.
 *
 * <p>A watch that breaks is taken up again by the library a few times; what it missed is sent then.
 * When it is given up, or has been silent for so long that its connection may be dead, all is
 * listed anew.
 *
 * @param <T> the kind
 */
final class Feed<T extends HasMetadata> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Feed.class);

  /** Objects in one answer: a pod may have tens of kilobytes. */
  private static final long PAGE = 250;

  /** API servers send a bookmark about each minute. */
  private static final Duration SILENCE = Duration.ofMinutes(3);

  private final Listable<? extends KubernetesResourceList<T>> listed;
  private final Watchable<T> watched;
  private final Stock<T> stock;
  private final Duration resync;
  private final InstantSource clock;
  private @Nullable Ears ears;
  private boolean closed;
  private boolean complained;

  /**
   * @param objects the kind in its namespace, with its selector
   * @param resync how often all is listed although the watch is well
   */
  <L extends KubernetesResourceList<T>, R extends Listable<L> & Watchable<T>> Feed(
      R objects, Stock<T> stock, Duration resync, InstantSource clock) {
    this.listed = objects;
    this.watched = objects;
    this.stock = stock;
    this.resync = resync;
    this.clock = clock;
  }

  /**
   * Lists and watches, unless the watch is well. Calls must not overlap.
   *
   * @throws KubernetesClientException if the stock may not be up to date, and why
   */
  void catchUp() {
    Ears before = ears();
    boolean well = before != null && before.areWell();
    if (before != null && well && clock.instant().isBefore(before.since.plus(resync))) {
      return;
    }
    String version;
    try {
      version = list();
    } catch (KubernetesClientException e) {
      if (!well) {
        throw e;
      }
      log.debug("a watch that is well goes on without a new list", e);
      return;
    }
    Ears now = new Ears(version);
    replace(now);
    try {
      now.listen();
    } finally {
      if (before != null) {
        before.close();
      }
    }
  }

  /** Puts all that there is into the stock; gives the version from which changes follow. */
  private String list() {
    Set<String> uids = new HashSet<>();
    String next = null;
    String version;
    do {
      ListOptions options = new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build();
      KubernetesResourceList<T> page = listed.list(options);
      for (T object : page.getItems()) {
        uids.add(object.getMetadata().getUid());
        put(object);
      }
      version = page.getMetadata().getResourceVersion();
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    stock.keep(uids);
    return version;
  }

  /** One object that cannot be understood must not end the watch on all others. */
  private void put(T object) {
    try {
      stock.put(object);
    } catch (RuntimeException e) {
      misunderstood(object, e);
    }
  }

  private synchronized void misunderstood(T object, RuntimeException e) {
    if (complained) {
      log.debug("{} was not understood", object.getMetadata().getName(), e);
    } else {
      log.warn("{} was not understood, and is left out", object.getMetadata().getName(), e);
      complained = true;
    }
  }

  private synchronized @Nullable Ears ears() {
    return ears;
  }

  private synchronized void replace(Ears now) {
    ears = closed ? null : now;
  }

  private synchronized @Nullable Ears end() {
    Ears last = ears;
    closed = true;
    ears = null;
    return last;
  }

  @Override
  public void close() {
    Ears last = end();
    if (last != null) {
      last.close();
    }
  }

  /** One watch. What comes when another has taken its place is not listened to. */
  private final class Ears implements Watcher<T> {
    private final String version;
    private final Instant since = clock.instant();
    private volatile Instant heard = since;
    private volatile boolean over;
    private volatile @Nullable Watch watch;

    Ears(String version) {
      this.version = version;
    }

    void listen() {
      try {
        watch =
            watched.watch(
                new ListOptionsBuilder()
                    .withResourceVersion(version)
                    .withAllowWatchBookmarks(true)
                    .build(),
                this);
      } catch (RuntimeException e) {
        over = true;
        throw e;
      }
      if (ears() != this) {
        close(); // all was closed while it began
      }
    }

    boolean areWell() {
      return !over && clock.instant().isBefore(heard.plus(SILENCE));
    }

    void close() {
      over = true;
      Watch open = watch;
      if (open != null) {
        open.close();
      }
    }

    @Override
    public void eventReceived(Action action, T object) {
      if (ears() != this) {
        return;
      }
      heard = clock.instant();
      switch (action) {
        case ADDED, MODIFIED -> put(object);
        case DELETED -> gone(object);
        default -> log.trace("a bookmark");
      }
    }

    private void gone(T object) {
      try {
        stock.deleted(object);
      } catch (RuntimeException e) {
        misunderstood(object, e);
      }
    }

    @Override
    public void onClose(WatcherException cause) {
      log.debug("a watch is over", cause);
      over = true;
    }

    @Override
    public void onClose() {
      over = true;
    }
  }
}
