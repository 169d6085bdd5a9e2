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

import java.util.concurrent.Callable;

/** A thread that asks again and again, without a pause, until it is to end. */
final class Scraper extends Thread {
  private final Callable<?> scrape;
  private volatile boolean ending;
  private volatile Exception failure;
  private volatile int scrapes;

  Scraper(Callable<?> scrape) {
    this.scrape = scrape;
    setDaemon(true);
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // Only this thread counts.
  public void run() {
    try {
      while (!ending) {
        scrape.call();
        scrapes++;
      }
    } catch (Exception e) {
      failure = e;
    }
  }

  /** Ends it; how often it has asked. */
  int end() throws Exception {
    ending = true;
    join();
    if (failure != null) {
      throw failure;
    }
    return scrapes;
  }
}
