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
package io.firewarden.agent.cli;

import io.firewarden.agent.Agent;
import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.InvalidConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the agent until the process is told to end. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLineInterface.Version.class,
    description = "Watches applications and pages, until it is stopped by SIGTERM or Ctrl-C.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "1:could not start, for example because the port is taken",
      "2:the configuration is not valid, or a wrong command line"
    },
    footerHeading = "%nExample:%n",
    footer = "  java -jar firewarden-agent.jar run --config firewarden.yaml")
final class RunCommand implements Callable<Integer> {
  private static final int EXIT_CANNOT_START = 1;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(names = "--config", required = true, paramLabel = "FILE", description = "YAML file.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Path config;

  @Override
  public Integer call() throws InterruptedException {
    AgentConfig valid;
    try {
      valid = AgentConfig.read(config);
    } catch (InvalidConfigException e) {
      ConfigFaults.print(spec.commandLine().getErr(), config, e);
      return CommandLineInterface.EXIT_USAGE;
    }
    Agent agent = new Agent(valid, InstantSource.system());
    try {
      agent.start();
    } catch (IOException e) {
      spec.commandLine().getErr().println("firewarden cannot start: " + e.getMessage());
      return EXIT_CANNOT_START;
    }
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  agent.close();
                  stopped.countDown();
                },
                "firewarden-stop"));
    stopped.await();
    return 0;
  }
}
