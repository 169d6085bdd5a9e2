/*
 * Copyright The Firewarden Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
/**
 * The demo's harness: starts a standalone Spark cluster, the agent and, when they are installed,
 * Prometheus and Alertmanager as processes of this machine; submits a healthy application and one
 * for each fault; and measures after what time each fault was found and delivered.
 */
@NullMarked
package io.firewarden.demo;

import org.jspecify.annotations.NullMarked;
