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
package io.firewarden.agent.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file in which alerts and notifications survive a restart.
 *
 * <p>Each write goes to a file of its own, is forced to the disk, and only then takes the old one's
 * name, which is kept as {@code .bak}: whenever the process or the power ends, the file is whole. A
 * file that cannot be understood, or whose checksum is wrong, because the disk has lied, is set
 * aside as {@code .unreadable} and the older one is taken. A full disk costs what happens until
 * there is room again, and nothing that was written before.
 */
public final class AlertStateFile implements AlertStore {
  private static final Logger logger = LoggerFactory.getLogger(AlertStateFile.class);

  /**
   * All that is kept.
   *
   * @param alerts pending, firing and resolved ones
   * @param told what was delivered
   */
  public record State(List<Alert> alerts, List<NotificationLog.Told> told) {
    /** Nothing is known of an earlier run. */
    public static final State EMPTY = new State(List.of(), List.of());

    public State {
      alerts = List.copyOf(alerts);
      told = List.copyOf(told);
    }
  }

  private final Path file;
  private final Path backup;
  private boolean failing;

  public AlertStateFile(Path file) {
    this.file = file.toAbsolutePath();
    this.backup = sibling(".bak");
  }

  /** What the last run has left, as far as it can be read; never throws. */
  @Override
  public State load() {
    State state = load(file);
    if (state != null) {
      return state;
    }
    State older = load(backup);
    if (older != null) {
      logger.warn(
          "{} is missing or unreadable: {} with {} alerts is used instead",
          file,
          backup,
          older.alerts().size());
      return older;
    }
    logger.info("No alert state in {}: starting without alerts", file);
    return State.EMPTY;
  }

  /**
   * Replaces the file. Never throws: a failure is told once, and the agent goes on without.
   *
   * @return whether the state is safely on disk
   */
  @Override
  public boolean save(State state, Instant now) {
    Path fresh = sibling(".tmp");
    try {
      byte[] bytes = StateJson.write(state, now);
      Path directory = file.getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      write(fresh, bytes);
      keepOld();
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      force(directory);
    } catch (IOException e) {
      discard(fresh);
      if (failing) {
        logger.debug("Still cannot write the alert state to {}: {}", file, e.toString());
      } else {
        logger.warn(
            "Cannot write the alert state to {}: {}. Alerts go on, but a restart will forget them",
            file,
            e.toString());
      }
      failing = true;
      return false;
    }
    if (failing) {
      logger.info("The alert state is written to {} again", file);
    }
    failing = false;
    return true;
  }

  /** A second name for the old file, so that there is one under the first at every moment. */
  private void keepOld() throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try {
      Path link = sibling(".old");
      Files.deleteIfExists(link);
      Files.createLink(link, file);
      Files.move(link, backup, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | UnsupportedOperationException e) {
      logger.debug("{} cannot have a second name: {}", file, e.toString());
      Files.move(file, backup, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** What was written of a file that did not fit takes room that others need. */
  private static void discard(Path torn) {
    try {
      Files.deleteIfExists(torn);
    } catch (IOException e) {
      logger.debug("Cannot delete {}: {}", torn, e.toString());
    }
  }

  private static void write(Path path, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** Makes the new names durable; some file systems cannot, and then it is left to them. */
  private static void force(@Nullable Path directory) {
    if (directory == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      logger.debug("Cannot force {} to disk: {}", directory, e.toString());
    }
  }

  private @Nullable State load(Path path) {
    try {
      return StateJson.read(Files.readAllBytes(path));
    } catch (NoSuchFileException ignored) {
      return null;
    } catch (JsonProcessingException e) {
      logger.warn("{} is not an alert state: {}", path, e.getOriginalMessage());
    } catch (IOException e) {
      logger.warn("{} cannot be read: {}", path, e.toString());
    }
    setAside(path);
    return null;
  }

  private static void setAside(Path path) {
    try {
      Files.move(
          path,
          path.resolveSibling(path.getFileName() + ".unreadable"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      logger.debug("Cannot set {} aside: {}", path, e.toString());
    }
  }

  private Path sibling(String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }
}
