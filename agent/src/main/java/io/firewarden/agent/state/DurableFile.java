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

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file in which a state survives a restart.
 *
 * <p>Each write goes to a file of its own, is forced to the disk, and only then takes the old one's
 * name, which is kept as {@code .bak}: whenever the process or the power ends, the file is whole. A
 * file that cannot be understood, or whose checksum is wrong, because the disk has lied, is set
 * aside as {@code .unreadable} and the older one is taken. One that is there and cannot be read,
 * for lack of a right or of the disk, is no such file: it stays where it is, and is not written
 * over before it was read. A full disk costs what happens until there is room again, and nothing
 * that was written before.
 *
 * @param <T> the state
 */
public final class DurableFile<T> {
  private static final Logger logger = LoggerFactory.getLogger(DurableFile.class);

  /**
   * What is in a file, and how.
   *
   * @param <T> the state
   */
  public interface Form<T> {
    /** What it is, for people, such as {@code alert state}. */
    String name();

    /** What it means for people that it cannot be written; a sentence without its full stop. */
    String withoutIt();

    /** What a state has, for people, such as {@code 3 alerts}. */
    String summary(T state);

    /** The file's content. */
    byte[] write(T state, Instant now) throws IOException;

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if it is something else, or damaged
     */
    T read(byte[] content) throws IOException;
  }

  /** Who says whether a file may still be replaced. */
  @FunctionalInterface
  public interface Guard {
    /**
     * Asked when all is written, right before it takes the old file's place.
     *
     * @throws IOException if it must not, or if that cannot be known
     */
    void check() throws IOException;
  }

  private final Path file;
  private final Path fresh;
  private final Path backup;
  private final Form<T> form;
  private final Guard guard;
  private boolean failing;

  /** Whether there is something that could not be read. */
  private volatile boolean unread;

  /**
   * @param form what is in it
   */
  public DurableFile(Path file, Form<T> form) {
    this(file, form, () -> {}, ".tmp");
  }

  /** The same for a file that others may have taken over, or take over while this one writes. */
  public DurableFile(Path file, Form<T> form, Guard guard) {
    this(file, form, guard, "." + UUID.randomUUID() + ".tmp");
  }

  private DurableFile(Path file, Form<T> form, Guard guard, String writing) {
    this.file = file.toAbsolutePath();
    this.fresh = sibling(writing);
    this.backup = sibling(".bak");
    this.form = form;
    this.guard = guard;
  }

  /**
   * What the last run has left, as far as it can be understood, or null.
   *
   * @throws UncheckedIOException if the file is there and cannot be read now; until it was, nothing
   *     is written
   */
  public @Nullable T load() {
    unread = true;
    T state = load(file);
    T older = state == null ? load(backup) : null;
    unread = false;
    if (state != null) {
      return state;
    }
    if (older != null) {
      logger.warn(
          "{} is missing or unreadable: {} with {} is used instead",
          file,
          backup,
          form.summary(older));
      return older;
    }
    logger.info("No {} in {}: starting without", form.name(), file);
    return null;
  }

  /**
   * Replaces the file. Never throws: a failure is told once, and the agent goes on without.
   *
   * @return whether the state is safely on disk
   */
  public boolean save(T state, Instant now) {
    try {
      if (unread) {
        throw new IOException("what is there could not be read, and is not to be lost");
      }
      byte[] bytes = form.write(state, now);
      Path directory = file.getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      write(fresh, bytes);
      guard.check();
      keepOld();
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      force(directory);
    } catch (IOException e) {
      discard(fresh);
      if (failing) {
        logger.debug("Still cannot write the {} to {}: {}", form.name(), file, e.toString());
      } else {
        logger.warn(
            "Cannot write the {} to {}: {}. {}", form.name(), file, e.toString(), form.withoutIt());
      }
      failing = true;
      return false;
    }
    if (failing) {
      logger.info("The {} is written to {} again", form.name(), file);
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

  private @Nullable T load(Path path) {
    byte[] content;
    try {
      content = Files.readAllBytes(path);
    } catch (NoSuchFileException ignored) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read: " + e, e);
    }
    try {
      return form.read(content);
    } catch (JsonProcessingException e) {
      logger.warn("{} is not an {}: {}", path, form.name(), e.getOriginalMessage());
    } catch (IOException e) {
      logger.warn("{} is not an {}: {}", path, form.name(), e.toString());
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
