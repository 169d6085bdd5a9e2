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
package io.firewarden.model.metric;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes metrics as text, byte for byte as Prometheus' client does but for the order of lines and
 * labels. It copies names and labels that are encoded already, where the client encodes and checks
 * them for each line.
 */
final class TextWriter {
  private static final int CHUNK = 1 << 15;
  private static final byte[] CLOSE = {'}', ' '};

  private final OutputStream out;
  private final boolean openMetrics;
  private final NumberText numbers = new NumberText();
  private byte[] buffer = new byte[CHUNK];
  private int length;

  TextWriter(OutputStream out, boolean openMetrics) {
    this.out = out;
    this.openMetrics = openMetrics;
  }

  void write(Family family) throws IOException {
    MetricDefinition definition = family.definition();
    describe(definition);
    byte[] name = definition.name().getBytes(UTF_8);
    byte[] count = (definition.name() + SummaryColumns.COUNT).getBytes(UTF_8);
    boolean info = definition.type() == MetricDefinition.Type.INFO;
    family.forEach(
        (subject, column, value) -> {
          boolean whole = !column.suffix().isEmpty();
          put(whole ? count : name);
          put(subject.text());
          if (column.tag() != null) {
            put(column.tag().text());
          }
          put(CLOSE);
          if (whole || info) {
            put((long) value);
          } else {
            put(value);
          }
          put('\n');
        });
  }

  private void describe(MetricDefinition definition) throws IOException {
    boolean info = definition.type() == MetricDefinition.Type.INFO;
    String name = openMetrics ? definition.baseName() : definition.name();
    String type = info && !openMetrics ? "gauge" : definition.type().label();
    String help = "# HELP " + name + ' ' + definition.help() + '\n';
    String typed = "# TYPE " + name + ' ' + type + '\n';
    put((openMetrics ? typed + help : help + typed).getBytes(UTF_8));
  }

  void flush() throws IOException {
    out.write(buffer, 0, length);
    length = 0;
  }

  private void put(byte[] text) throws IOException {
    reserve(text.length);
    System.arraycopy(text, 0, buffer, length, text.length);
    length += text.length;
  }

  private void put(char c) throws IOException {
    reserve(1);
    buffer[length++] = (byte) c;
  }

  private void put(double value) throws IOException {
    reserve(NumberText.MAX_LENGTH);
    length = numbers.write(value, buffer, length);
  }

  private void put(long value) throws IOException {
    reserve(NumberText.MAX_LENGTH);
    length = numbers.write(value, buffer, length);
  }

  /** Makes room; what is full goes out. */
  private void reserve(int bytes) throws IOException {
    if (buffer.length - length < bytes) {
      flush();
      if (buffer.length < bytes) {
        buffer = new byte[bytes];
      }
    }
  }
}
