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

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {
  private final NumberText numbers = new NumberText();

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        1,
        -1,
        10,
        9_999_999,
        10_000_000,
        12_300_000,
        1e15,
        999_999_999_999_999d,
        1e22,
        Long.MAX_VALUE,
        Double.MAX_VALUE,
        Double.MIN_VALUE,
        0.001,
        0.05,
        0.5,
        123.456,
        -0.25,
        9_999_999.999,
        1_772_359_800.5,
        1_772_359_800.123,
        0.0001,
        1.0 / 3,
        74.123456
      })
  void writesAsJavaDoes(double value) {
    assertThat(written(value)).isEqualTo(Double.toString(value));
  }

  @Test
  void writesAnyWholeNumberAndAnyMillisecondsAsJavaDoes() {
    Random random = new Random(42);
    DoubleStream.generate(() -> random.nextLong() >> random.nextInt(64))
        .limit(100_000)
        .forEach(
            value -> {
              assertThat(written(value)).isEqualTo(Double.toString(value));
              assertThat(written(value / 1000)).isEqualTo(Double.toString(value / 1000));
            });
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 7, -12, Long.MAX_VALUE, Long.MIN_VALUE})
  void writesCounts(long value) {
    byte[] to = new byte[NumberText.MAX_LENGTH + 3];
    assertThat(new String(to, 3, numbers.write(value, to, 3) - 3, US_ASCII))
        .isEqualTo(Long.toString(value));
  }

  private String written(double value) {
    byte[] to = new byte[NumberText.MAX_LENGTH + 3];
    return new String(to, 3, numbers.write(value, to, 3) - 3, US_ASCII);
  }
}
