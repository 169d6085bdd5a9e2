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
package io.firewarden.listener;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the listener comes to an application: by {@code spark.extraListeners}, by {@code
 * spark.plugins}, or by both, and then the plugin's counts alone; never by two. Spark starts
 * plugins first and gives them the very configuration that it gives to listeners, so that one knows
 * of the other.
 */
public final class Attachment {
  /** The queue of all listeners that are attached without a plugin. */
  public static final String SHARED_QUEUE = "shared";

  private static final Logger logger = LoggerFactory.getLogger(Attachment.class);

  /** By identity, and only as long as their applications' contexts are there. */
  private static final Set<Object> ATTACHED_BY_PLUGIN =
      Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

  /** The listeners that Spark or the application has made, kept in the same way. */
  private static final Map<Object, ListenerDelegate> ATTACHED = new WeakHashMap<>();

  private Attachment() {}

  /**
   * For a listener that Spark or the application has made.
   *
   * @param sparkConf its Spark configuration
   * @param errors counts what is kept from Spark
   * @return null when one is attached to this application already
   */
  public static @Nullable Consumer<Object> byListener(Object sparkConf, LongAdder errors) {
    if (ATTACHED_BY_PLUGIN.contains(sparkConf)) {
      logger.info(
          "Firewarden is attached by spark.plugins and by spark.extraListeners: the plugin's"
              + " listener counts, the other does nothing");
      return null;
    }
    synchronized (ATTACHED) {
      ListenerDelegate first = ATTACHED.get(sparkConf);
      if (first != null && !first.isOver()) {
        logger.warn(
            "Firewarden is attached twice by spark.extraListeners: the first listener counts, the"
                + " other does nothing");
        return null;
      }
      ListenerDelegate made = new ListenerDelegate(sparkConf, errors, SHARED_QUEUE);
      ATTACHED.put(sparkConf, made);
      return made;
    }
  }

  /** For the plugin, which calls {@link #done} when Spark has taken it. */
  public static ListenerDelegate byPlugin(Object sparkConf, LongAdder errors, String queue) {
    return new ListenerDelegate(sparkConf, errors, queue);
  }

  /** The plugin's listener is on the bus. */
  public static void done(Object sparkConf) {
    ATTACHED_BY_PLUGIN.add(sparkConf);
  }
}
