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
package io.firewarden.alerts.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 %",
    "0.0001, under 0.1 %",
    "0.031, 3.1 %",
    "0.15, 15 %",
    "0.9625, 96.3 %",
    "1, 100 %",
    "12.5, 1250 %",
  })
  void writesShares(double ratio, String text) {
    assertThat(Figures.percent(ratio)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1 KiB",
    "536870912, 512 MiB",
    "1288490189, 1.2 GiB",
    "9223372036854775807, 8 EiB",
  })
  void writesSizes(long bytes, String text) {
    assertThat(Figures.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "3240, 3.2 s",
    "10000, 10 s",
    "59999, 59 s",
    "60000, 1 min",
    "750000, 12 min 30 s",
    "3600000, 1 h",
    "7500000, 2 h 5 min",
    "86400000, 1 d",
    "97200000, 1 d 3 h",
  })
  void writesTimesByTheirTwoGreatestUnits(long millis, String text) {
    assertThat(Figures.duration(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"4200, 4.2 s", "10400, 10 s", "412000, 412 s", "3600000, 3600 s"})
  void writesSumsOfTimesInSeconds(long millis, String text) {
    assertThat(Figures.seconds(millis)).isEqualTo(text);
  }

  @Test
  void writesOneThingInTheSingular() {
    assertThat(Figures.count(1, "task")).isEqualTo("1 task");
    assertThat(Figures.count(0, "task")).isEqualTo("0 tasks");
  }

  @Test
  void writesEnglishWhateverTheLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      assertThat(Figures.percent(0.031)).isEqualTo("3.1 %");
      assertThat(Figures.bytes(1_288_490_189)).isEqualTo("1.2 GiB");
    } finally {
      Locale.setDefault(before);
    }
  }
}
