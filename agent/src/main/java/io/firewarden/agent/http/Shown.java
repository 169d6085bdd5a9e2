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
package io.firewarden.agent.http;

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.config.LoadedConfig;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.notify.NotifierView;
import io.firewarden.agent.page.Known;
import io.firewarden.agent.page.Timeline;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the server shows.
 *
 * @param fleet the applications and sources
 * @param alerts the alerts as they are now
 * @param notifiers how those do who are told of alerts
 * @param timeline what has changed lately
 * @param ready whether what is shown is complete
 * @param complete whether what is missing is known to be: every place was read once, or will not be
 * @param config the configuration in force
 * @param reload reads the configuration again
 */
public record Shown(
    Fleet fleet,
    Supplier<List<Alert>> alerts,
    Supplier<List<NotifierView>> notifiers,
    Timeline timeline,
    BooleanSupplier ready,
    BooleanSupplier complete,
    Supplier<LoadedConfig> config,
    Supplier<ReloadAnswer> reload) {

  /** The same, for the pages that people read. */
  Known known(String version, InstantSource clock) {
    return new Known(config, version, fleet, alerts, notifiers, ready, timeline, clock);
  }
}
