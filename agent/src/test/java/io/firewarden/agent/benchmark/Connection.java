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
package io.firewarden.agent.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A connection over which one GET after the other is answered, without bodies of requests. */
final class Connection {
  private static final int LONGEST_REQUEST = 8192;
  private static final String END = "\r\n\r\n";

  /** Makes a whole response. */
  interface Answer {
    byte[] to(String target, boolean gzip);
  }

  private final Answer answer;
  private final ByteBuffer request = ByteBuffer.allocate(LONGEST_REQUEST);
  private @Nullable ByteBuffer response;

  Connection(Answer answer) {
    this.answer = answer;
  }

  static byte[] response(String status, String contentType, byte[] body) {
    String head =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: "
            + contentType
            + "\r\nContent-Length: "
            + body.length
            + END;
    byte[] start = head.getBytes(StandardCharsets.US_ASCII);
    byte[] whole = new byte[start.length + body.length];
    System.arraycopy(start, 0, whole, 0, start.length);
    System.arraycopy(body, 0, whole, start.length, body.length);
    return whole;
  }

  /** Reads and writes what can be now. */
  void go(SelectionKey key) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    if (response == null) {
      if (channel.read(request) < 0) {
        throw new EOFException();
      }
      String text = new String(request.array(), 0, request.position(), StandardCharsets.ISO_8859_1);
      if (!text.endsWith(END)) {
        return; // more comes
      }
      request.clear();
      boolean gzip = text.toLowerCase(Locale.ROOT).contains("\r\naccept-encoding: gzip");
      response = ByteBuffer.wrap(answer.to(text.split(" ", 3)[1], gzip));
    }
    channel.write(response);
    if (response.hasRemaining()) {
      key.interestOps(SelectionKey.OP_WRITE);
    } else {
      response = null;
      key.interestOps(SelectionKey.OP_READ);
    }
  }
}
