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

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that fails when more than a number of bytes is read from it. */
public final class LimitedInputStream extends FilterInputStream {
  private final long max;
  private long left;

  public LimitedInputStream(InputStream in, long max) {
    super(in);
    this.max = max;
    this.left = max;
  }

  /** How many bytes were read. */
  public long taken() {
    return max - left;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      take(1);
    }
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    if (count > 0) {
      take(count);
    }
    return count;
  }

  private void take(int count) throws TooLargeException {
    left -= count;
    if (left < 0) {
      throw new TooLargeException();
    }
  }

  /** Thrown when the limit is passed. */
  public static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
