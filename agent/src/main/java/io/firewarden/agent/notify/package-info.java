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
 * Who is told about alerts, and that it arrives: notifiers that send once and say what became of
 * it, and for each a channel with a thread of its own that decides what is due and tries again.
 *
 * <p>A channel keeps no queue. What is due follows from the alerts as they are and from the log of
 * what was delivered, so that a receiver that was away gets the present state and no old story, and
 * nothing grows while it is away.
 */
@NullMarked
package io.firewarden.agent.notify;

import org.jspecify.annotations.NullMarked;
