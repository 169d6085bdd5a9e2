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
package io.firewarden.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeNameTest {

  @ParameterizedTest
  @CsvSource({
    "count at App.java:25, count at App.java:25",
    "collect at <console>:26, collect at <console>:26",
    "run at ThreadPoolExecutor.java:1136, run at ThreadPoolExecutor.java:1136",
    "$anonfun$withThreadLocalCaptured$2 at CompletableFuture.java:1768,"
        + " $anonfun$withThreadLocalCaptured$2 at CompletableFuture.java:1768",
    "collect at /home/u v/job.py:12, collect at job.py:12",
    "save at C:\\Users\\u\\job.py:3, save at job.py:3",
    "toPandas at <ipython-input-5-a1b2>:1, toPandas at <ipython-input-5-a1b2>:1",
    "<module> at job.py:7, <module> at job.py:7",
  })
  void keepsACallSiteWithoutDirectories(String name, String expected) {
    assertThat(SafeName.ofStage(name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nightly load of customers",
        "SELECT secret FROM t WHERE k = 'v'",
        "count at App.java",
        "count at the office:25",
        "two words at App.java:25",
        "count at App.java:25 password=x",
        "count at App.java:25\nsecond line",
        "collect at s3://bucket/key=1 a:12",
      })
  void keepsNothingElse(String name) {
    assertThat(SafeName.ofStage(name)).isEmpty();
  }

  @Test
  void keepsTheOperationAloneWhenTheWholeIsTooLong() {
    assertThat(SafeName.ofStage("count at " + "a".repeat(100) + ".py:1")).isEqualTo("count");
    assertThat(SafeName.ofStage("c".repeat(101) + " at App.java:1")).isEmpty();
    assertThat(SafeName.ofStage("count at /" + "a".repeat(5_000) + "/b.py:1")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"MapPartitionsRDD", "ParallelCollectionRDD", "FileScanRDD"})
  void keepsAnRddNameThatIsItsClass(String name) {
    assertThat(SafeName.ofRdd(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "customers",
        "RDD",
        "my RDD",
        "In-memory table people",
        "*(1) Project [name#1]\n+- Scan",
        "/data/customers.csv",
        "hdfs://nn/data",
        "SevenTimesNineIsSixtyThreeAndThatIsLongerThanSixtyOfThemAreRDD",
      })
  void keepsNoOtherRddName(String name) {
    assertThat(SafeName.ofRdd(name)).isEmpty();
  }
}
