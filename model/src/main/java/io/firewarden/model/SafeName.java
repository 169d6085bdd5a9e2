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

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a name that may leave the driver. Spark lets anybody name a stage or an RDD, and
 * itself names them by call sites and query plans, so that a name may hold a path, SQL or a secret:
 * what does not have one of Spark's own harmless shapes becomes an empty name.
 */
public final class SafeName {
  /** Characters of a stage's name. */
  static final int MAX_STAGE_NAME = 100;

  /** A longer name is not looked at. */
  private static final int MAX_READ = 4_096;

  /** Spark's call site; the directories that PySpark gives to the file are left out. */
  private static final Pattern CALL_SITE =
      Pattern.compile("([A-Za-z_$<>][\\w$<>]*) at (?:.*[/\\\\])?([\\w.$<>-]+:\\d{1,9})");

  /** The name that Spark gives to an RDD that nobody named; a plain word may be a table's name. */
  private static final Pattern RDD_CLASS = Pattern.compile("[A-Z][A-Za-z]{0,60}RDD");

  private SafeName() {}

  /**
   * Of a stage: {@code <operation> at <file>:<line>} without directories; the operation alone when
   * that is too long; empty when the name is not a call site.
   */
  public static String ofStage(String name) {
    if (name.length() > MAX_READ) {
      return "";
    }
    Matcher site = CALL_SITE.matcher(name);
    if (!site.matches()) {
      return "";
    }
    String operation = site.group(1);
    String whole = operation + " at " + site.group(2);
    if (whole.length() <= MAX_STAGE_NAME) {
      return whole;
    }
    return operation.length() <= MAX_STAGE_NAME ? operation : "";
  }

  /** Of an RDD: the name of its class; empty when it is anything else. */
  public static String ofRdd(String name) {
    return RDD_CLASS.matcher(name).matches() ? name : "";
  }
}
