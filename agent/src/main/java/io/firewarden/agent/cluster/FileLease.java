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
package io.firewarden.agent.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A lease in a file that several agents share, also over NFS: no locks, no clocks of others.
 *
 * <p>The file names its holder, its term and how often it was renewed. Who does not hold it watches
 * whether it changes: only when it has stayed the same for the whole duration, by the watcher's own
 * clock, is it free. Of several that then want it, the one has it that creates the file of the next
 * term, which only one of them can. A holder that was slow finds another's term at its next
 * renewal; it must have stopped to act on the lease long before, by its own clock.
 */
public final class FileLease implements Lease {
  private static final ObjectMapper mapper = new ObjectMapper();
  private static final int MAX_BYTES = 64 * 1024;

  /** What is there: two looks that see the same have seen no renewal between them. */
  private record Seen(@Nullable String content, long claimed) {}

  private record Content(String holder, long term, boolean released) {}

  private final Path file;
  private final String holder;
  private final Duration duration;
  private final LongSupplier nanoTime;
  private long term;
  private long renewals;
  private boolean held;
  private @Nullable Seen seen;
  private long seenAt;

  /**
   * @param holder this agent's name, which no other has
   * @param nanoTime a clock that never goes back
   */
  public FileLease(Path file, String holder, Duration duration, LongSupplier nanoTime) {
    this.file = file.toAbsolutePath();
    this.holder = holder;
    this.duration = duration;
    this.nanoTime = nanoTime;
  }

  @Override
  public boolean renew() throws IOException {
    Seen now = look();
    Content record = record(now.content());
    if (held) {
      // What a slow holder of an earlier term wrote over this one's record does not count.
      held = record == null || record.term() < term || isOurs(record);
      if (held) {
        write(/* released= */ false);
        return true;
      }
    }
    boolean free = now.content() == null && now.claimed() == 0;
    if (record != null && record.released()) {
      free = now.claimed() <= record.term();
    }
    if (!now.equals(seen)) {
      seen = now;
      seenAt = nanoTime.getAsLong();
    }
    boolean over = nanoTime.getAsLong() - seenAt >= duration.toNanos();
    if (!free && !over) {
      return false;
    }
    return take(Math.max(now.claimed(), record == null ? 0 : record.term()) + 1);
  }

  private boolean take(long wanted) throws IOException {
    Path directory = Objects.requireNonNull(file.getParent(), "directory");
    Files.createDirectories(directory);
    try {
      Files.write(
          claim(wanted), holder.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException ignored) {
      return false; // another one was first
    }
    term = wanted;
    renewals = 0;
    held = true;
    seen = null;
    write(/* released= */ false);
    forgetClaimsBefore(wanted);
    return true;
  }

  @Override
  public void release() throws IOException {
    if (held) {
      Content record = record(look().content());
      if (record != null && isOurs(record)) {
        write(/* released= */ true);
      }
    }
    held = false;
  }

  @Override
  public Duration duration() {
    return duration;
  }

  @Override
  public String name() {
    return file.toString();
  }

  private boolean isOurs(Content record) {
    return record.term() == term && record.holder().equals(holder);
  }

  /** The last term that anybody has claimed of the lease in a file; 0 before the first. */
  static long claimed(Path file) throws IOException {
    long claimed = 0;
    Path directory = Objects.requireNonNull(file.getParent(), "directory");
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> claims =
          Files.newDirectoryStream(directory, file.getFileName() + ".*.term")) {
        for (Path claim : claims) {
          claimed = Math.max(claimed, termOf(file, claim));
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    return claimed;
  }

  private Seen look() throws IOException {
    long claimed = claimed(file);
    try (var in = Files.newInputStream(file)) {
      return new Seen(new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8), claimed);
    } catch (NoSuchFileException ignored) {
      return new Seen(null, claimed);
    }
  }

  /** What the file says, or null when it says nothing that can be understood. */
  private static @Nullable Content record(@Nullable String content) throws IOException {
    if (content == null) {
      return null;
    }
    try {
      JsonNode node = mapper.readTree(content);
      return node.path("term").isIntegralNumber()
          ? new Content(
              node.path("holder").asText(),
              node.path("term").asLong(),
              node.path("released").asBoolean())
          : null;
    } catch (JsonProcessingException ignored) {
      return null;
    }
  }

  private void write(boolean released) throws IOException {
    ObjectNode node = mapper.createObjectNode();
    node.put("holder", holder);
    node.put("term", term);
    node.put("renewals", ++renewals);
    node.put("durationMillis", duration.toMillis());
    node.put("released", released);
    Path fresh = file.resolveSibling(file.getFileName() + "." + term + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(mapper.writeValueAsBytes(node));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private Path claim(long of) {
    return file.resolveSibling(file.getFileName() + "." + of + ".term");
  }

  private static long termOf(Path file, Path claim) {
    String name = claim.getFileName().toString();
    String number =
        name.substring(
            file.getFileName().toString().length() + 1, name.length() - ".term".length());
    return number.matches("\\d{1,18}") ? Long.parseLong(number) : 0;
  }

  private void forgetClaimsBefore(long newest) throws IOException {
    Path directory = Objects.requireNonNull(file.getParent(), "directory");
    try (DirectoryStream<Path> claims =
        Files.newDirectoryStream(directory, file.getFileName() + ".*.term")) {
      for (Path claim : claims) {
        if (termOf(file, claim) < newest) {
          Files.deleteIfExists(claim);
        }
      }
    }
  }
}
