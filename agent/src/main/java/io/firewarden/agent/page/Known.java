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
package io.firewarden.agent.page;

import io.firewarden.agent.alert.Alert;
import io.firewarden.agent.config.LoadedConfig;
import io.firewarden.agent.fleet.Fleet;
import io.firewarden.agent.notify.NotifierView;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Where the pages have what they show from; each page asks anew.
 *
 * @param config the configuration in force
 * @param version of the agent
 * @param fleet the applications and sources
 * @param alerts the alerts as they are now
 * @param notifiers how those do who are told of alerts, by name
 * @param ready whether every source has been tried
 * @param timeline what has changed
 * @param clock the agent's
 */
public record Known(
    Supplier<LoadedConfig> config,
    String version,
    Fleet fleet,
    Supplier<List<Alert>> alerts,
    Supplier<List<NotifierView>> notifiers,
    BooleanSupplier ready,
    Timeline timeline,
    InstantSource clock) {}
