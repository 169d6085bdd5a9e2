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
package io.firewarden.agent.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to keep a state beside a file, which one agent has at a time: a lock of the operating
 * system on {@code <file>.lock}, which ends with the process however that ends. The file itself
 * stays.
 */
public final class StateLock implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(StateLock.class);

  private final @Nullable FileChannel channel;

  private StateLock(@Nullable FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes it. Where a file cannot be locked or written, as on a disk that is read-only, an agent
   * goes on without, as it does when it cannot write its state.
   *
   * @param file the state's
   * @throws IOException if another agent has it; the message names the file and the setting
   */
  public static StateLock take(Path file) throws IOException {
    Path lock = file.resolveSibling(file.getFileName() + ".lock").toAbsolutePath();
    FileChannel channel = null;
    boolean taken;
    try {
      Files.createDirectories(lock.getParent());
      channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock held = channel.tryLock();
      taken = held != null;
    } catch (OverlappingFileLockException e) {
      taken = false;
    } catch (IOException e) {
      logger.warn("{} cannot be locked: two agents with this state would not notice: {}", lock, e);
      close(channel);
      return new StateLock(null);
    }
    if (!taken) {
      close(channel);
      throw new IOException(
          "another agent keeps its state in "
              + file
              + "; give each agent an alerts.state-file of its own");
    }
    return new StateLock(channel);
  }

  private static void close(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        logger.debug("a lock file could not be closed", e);
      }
    }
  }

  /** Gives it back. */
  @Override
  public void close() {
    close(channel);
  }
}
