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

/**
 * A stand-in for YARN's ApplicationMaster, with the names that the real one has: it runs a
 * program's main method on a thread of its own, keeps what that throws, and exits in the end.
 */
public final class ApplicationMaster {
  /** As YARN calls them. */
  enum Status {
    SUCCEEDED,
    FAILED
  }

  private volatile boolean finished;
  private volatile Status finalStatus = Status.FAILED;

  public static void main(String[] arguments) throws InterruptedException {
    ApplicationMaster$.main(arguments);
  }

  int run(String program, String[] arguments) throws InterruptedException {
    Thread thread =
        new Thread(
            () -> {
              try {
                Class.forName(program)
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments);
                finish(Status.SUCCEEDED);
              } catch (ReflectiveOperationException e) {
                finish(Status.FAILED);
              }
            },
            "Driver");
    thread.start();
    thread.join();
    return finalStatus == Status.SUCCEEDED ? 0 : 15;
  }

  boolean isFinished() {
    return finished;
  }

  private void finish(Status status) {
    finalStatus = status;
    finished = true;
  }
}
