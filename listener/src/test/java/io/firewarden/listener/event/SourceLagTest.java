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
package io.firewarden.listener.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.sql.streaming.SourceProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceLagTest {
  private static final String END =
      "{\"orders\":{\"2\":1000,\"1\":2000,\"0\":3000},\"clicks\":{\"0\":7}}";
  private static final String LATEST =
      "{\"orders\":{\"2\":1500,\"1\":2000,\"0\":3250},\"clicks\":{\"0\":17}}";

  @Test
  void addsUpThePartitionsOfAllTopics() {
    assertThat(SourceLag.of(END, LATEST)).isEqualTo(760);
  }

  @Test
  void isNothingWhenAllIsRead() {
    assertThat(SourceLag.of(LATEST, LATEST)).isZero();
  }

  @Test
  void takesATopicThatWasMadeAnewForRead() {
    assertThat(SourceLag.of("{\"t\":{\"0\":500,\"1\":5}}", "{\"t\":{\"0\":3,\"1\":9}}"))
        .isEqualTo(4);
  }

  @Test
  void leavesOutAPartitionThatHasNotBeenReadYet() {
    assertThat(SourceLag.of("{\"t\":{\"0\":5}}", "{\"t\":{\"0\":9,\"1\":900}}")).isEqualTo(4);
    assertThat(SourceLag.of("{\"t\":{\"0\":5}}", "{\"u\":{\"0\":9}}")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 | 9",
        "{\"logOffset\":3} | {\"logOffset\":4}",
        "{\"sourceVersion\":1,\"index\":{\"a\":2}} | {\"sourceVersion\":1,\"index\":{\"a\":3}}",
        "{\"t\":{\"0\":\"5\"}} | {\"t\":{\"0\":\"9\"}}",
        "[5] | [9]",
        "{} | {}",
        "{\"t\":{\"0\":5} | {\"t\":{\"0\":9}}",
        "{\"t\":{\"0\":5}} | null",
      })
  void doesNotTellOffsetsThatCountNoRecords(String end, String latest) {
    assertThat(SourceLag.of(end, latest)).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void readsNoOffsetOfAnyLength(int which) {
    String filler = " ".repeat(SourceLag.MAX_LENGTH);
    assertThat(SourceLag.of(which == 0 ? END + filler : END, which == 1 ? LATEST + filler : LATEST))
        .isNull();
    assertThat(SourceLag.of(null, LATEST)).isNull();
    assertThat(SourceLag.of(END, null)).isNull();
  }

  @Test
  void isSummedOverTheSourcesThatTellIt() {
    SourceProgress kafka = source(END, LATEST);
    SourceProgress files = source("{\"logOffset\":3}", null);

    assertThat(ProgressReader.lag(new SourceProgress[] {kafka, files, kafka})).isEqualTo(1520);
    assertThat(ProgressReader.lag(new SourceProgress[] {files})).isNull();
  }

  /** With what Kafka's source says of the one partition that is furthest behind. */
  private static SourceProgress source(String end, String latest) {
    return new SourceProgress(
        "source", null, end, latest, 0, 0, 0, Map.of("maxOffsetsBehindLatest", "500"));
  }
}
