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
package io.firewarden.agent.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class LanesTest {
  private final Deque<Runnable> threads = new ArrayDeque<>();
  private final Lanes lanes = new Lanes(2, threads::add);
  private final List<String> ran = new ArrayList<>();

  @Test
  void letsTheThirdOfAServerWaitWithoutAThread() {
    lanes.run(
        "a",
        () ->
            lanes.run(
                "a",
                () -> {
                  lanes.run("a", () -> ran.add("third"));
                  lanes.run("a", () -> ran.add("fourth"));
                  lanes.run("b", () -> ran.add("other"));
                  assertThat(ran).containsExactly("other");
                }));

    assertThat(threads).hasSize(2);
    threads.forEach(Runnable::run);
    assertThat(ran).containsExactly("other", "third", "fourth");
  }

  @Test
  void goesOnAfterATaskThatThrows() {
    assertThatThrownBy(
            () ->
                lanes.run(
                    "a",
                    () ->
                        lanes.run(
                            "a",
                            () -> {
                              lanes.run("a", () -> ran.add("third"));
                              throw new OutOfMemoryError("thrown by a test");
                            })))
        .isInstanceOf(OutOfMemoryError.class);

    threads.remove().run();
    assertThat(ran).containsExactly("third");
    lanes.run("a", () -> lanes.run("a", () -> ran.add("later")));
    assertThat(ran).containsExactly("third", "later");
  }
}
