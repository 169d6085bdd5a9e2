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
 * The Spark applications of the demo: a healthy one, and one for each founding fault, which it
 * truly has. None of them knows anything of Firewarden. Each is a main class for {@code
 * spark-submit} whose first argument is the number of seconds after which it ends by itself.
 */
@NullMarked
package io.firewarden.demo.workload;

import org.jspecify.annotations.NullMarked;
