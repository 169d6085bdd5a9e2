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
 * Spark's plugin interface on one side, what we measure and the listener on the other. Loaded by
 * the entry class {@code FirewardenPlugin}, which lets nothing out into Spark; uses only members
 * that have one descriptor in every supported Spark and Scala.
 */
@NullMarked
package io.firewarden.listener.plugin;

import org.jspecify.annotations.NullMarked;
