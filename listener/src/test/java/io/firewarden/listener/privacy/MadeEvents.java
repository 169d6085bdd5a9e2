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
package io.firewarden.listener.privacy;

import io.firewarden.FirewardenListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListenerEvent;

/** Tells the listener of made events, without a Spark behind, and keeps all that it answers. */
public final class MadeEvents {
  private MadeEvents() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Path.of(arguments[0]);
    Markers markers = new Markers(directory.resolve("markers"));
    SparkConf conf = new SparkConf();
    conf.set("spark.hadoop.fs.s3a.secret.key", markers.hide("a setting's value"));
    conf.set("spark." + markers.hide("a setting's key"), "x");
    conf.set("spark.firewarden.prot", markers.hide("an unknown setting of ours"));
    conf.set("spark.firewarden.agent.token", markers.hide("the agent's token"));

    MarkedEvents made = new MarkedEvents(markers);
    List<SparkListenerEvent> events = made.make();
    FirewardenListener listener = new FirewardenListener(conf);
    Answers answers = new Answers(directory.resolve("answers"), conf.get("spark.firewarden.port"));
    int told = 0;
    for (SparkListenerEvent event : events) {
      if (told == 1) {
        answers.awaitFirst();
      }
      if (told > 0 && MarkedEvents.isEnd(event) != MarkedEvents.isEnd(events.get(told - 1))) {
        answers.collect();
      }
      if (event.getClass().getSimpleName().endsWith("ApplicationEnd")) {
        answers.collect();
        break;
      }
      listener.onEvent(event);
      told++;
    }
    listener.onEvent(events.get(events.size() - 1));
    Files.write(directory.resolve("unmade"), made.unmade());
    Files.write(
        directory.resolve("told"),
        events.stream().map(each -> each.getClass().getSimpleName()).distinct().toList());
  }
}
