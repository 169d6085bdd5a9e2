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
 * The Spark applications that YARN's ResourceManagers list: those that wait, those that run, whose
 * drivers are read through YARN's web proxy, and how those that are over ended.
 */
@NullMarked
package io.firewarden.agent.discovery.yarn;

import org.jspecify.annotations.NullMarked;
