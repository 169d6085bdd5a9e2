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
/**
 * What people read of the agent: the fleet, one application, alerts, sources, the configuration in
 * force and the runbooks, as HTML that is made on the server, escaped by the builder that makes it
 * and complete without a script. Data that is missing is shown as missing, never as health.
 */
@NullMarked
package io.firewarden.agent.page;

import org.jspecify.annotations.NullMarked;
