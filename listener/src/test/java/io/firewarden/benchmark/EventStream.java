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
package io.firewarden.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.scheduler.SparkListenerEvent;

/** One application's events without end: those that come once, then round after round. */
final class EventStream {
  private final Recording recording;
  private int round;

  EventStream(Recording recording) {
    this.recording = recording;
  }

  /** Tells the start of the application and as many rounds as have this many tasks. */
  void start(Consumer<? super SparkListenerEvent> sink, long tasks) {
    recording.prologue().forEach(sink);
    while (tasksSoFar() < tasks) {
      Renumbering renumbering = new Renumbering(round);
      recording.round().forEach(event -> sink.accept(renumbering.of(event)));
      round++;
    }
  }

  /** The events of the next rounds. */
  List<SparkListenerEvent> next(int rounds) {
    List<SparkListenerEvent> events = new ArrayList<>(rounds * recording.round().size());
    for (int i = 0; i < rounds; i++) {
      Renumbering renumbering = new Renumbering(round);
      recording.round().forEach(event -> events.add(renumbering.of(event)));
      round++;
    }
    return events;
  }

  /** Task ends in what was told and handed out. */
  long tasksSoFar() {
    return (long) round * recording.tasks();
  }
}
