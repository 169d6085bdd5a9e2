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
package org.apache.spark.deploy.yarn;

import java.util.Arrays;

/** The companion, which keeps the one master; named as Scala names it. */
@SuppressWarnings("checkstyle:TypeName")
public final class ApplicationMaster$ {
  public static final ApplicationMaster$ MODULE$ = new ApplicationMaster$();

  private ApplicationMaster master;

  private ApplicationMaster$() {}

  public static void main(String[] arguments) throws InterruptedException {
    MODULE$.master = new ApplicationMaster();
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    System.exit(MODULE$.master.run(arguments[0], rest));
  }
}
