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
package io.firewarden.agent.source;

import io.firewarden.agent.source.RestJson.StageData;
import java.net.URI;
import java.time.Duration;

/**
 * A process that reads a long list of stages and prints how much of its heap is used while it does:
 * at the first item, at every so many, and at the last.
 */
final class LongAnswerReader {
  private static final int EVERY = 10_000;
  private static final long MAX_BYTES = 64L << 20;

  private long items;
  private String last = "";

  private LongAnswerReader() {}

  /** Argument: the address of the list. */
  public static void main(String[] args) throws Exception {
    LongAnswerReader reader = new LongAnswerReader();
    Duration within = Duration.ofSeconds(90);
    long length;
    try (RestClient client = new RestClient(within, MAX_BYTES)) {
      length =
          client.each(
              URI.create(args[0]),
              StageData.class,
              new RestClient.Terms(within, new Traffic()),
              reader::take);
      tellUsed();
    }
    System.out.println("read " + length + " " + reader.items + " " + reader.last);
  }

  private void take(StageData stage) {
    last = String.valueOf(stage.name());
    if (items++ % EVERY == 0) {
      tellUsed();
    }
  }

  private static void tellUsed() {
    System.gc(); // the serial collector's: what is left is in use
    Runtime runtime = Runtime.getRuntime();
    System.out.println("used " + (runtime.totalMemory() - runtime.freeMemory()));
  }
}
