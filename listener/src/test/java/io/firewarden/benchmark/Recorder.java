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

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkFirehoseListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.util.JsonProtocol;

/**
 * A Spark listener that writes every event to a file, one line of Spark's own JSON each. Unlike
 * Spark's event log it leaves out neither the heartbeats nor the updates of blocks.
 */
public final class Recorder extends SparkFirehoseListener {
  /** The setting that says where to. */
  static final String FILE = "spark.benchmark.recording";

  private final BufferedWriter writer;

  /** Called by Spark. */
  public Recorder(SparkConf conf) throws IOException {
    writer = Files.newBufferedWriter(Path.of(conf.get(FILE)));
  }

  @Override
  public void onEvent(SparkListenerEvent event) {
    try {
      writer.write(JsonProtocol.sparkEventToJsonString(event));
      writer.newLine();
      if (event instanceof SparkListenerApplicationEnd) {
        writer.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
