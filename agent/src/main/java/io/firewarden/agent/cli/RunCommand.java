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
import io.firewarden.agent.cluster.Shard;
import io.firewarden.agent.config.InvalidConfigException;
import io.firewarden.agent.config.LoadedConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the agent until the process is told to end. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLineInterface.Version.class,
    description = "Watches applications and pages, until it is stopped by SIGTERM or Ctrl-C.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:was told to end, and did",
      "1:could not start, for example because the port is taken",
      "2:the configuration is not valid, or a wrong command line"
    },
    footerHeading = "%nExample:%n",
    footer = "  java -jar firewarden-agent.jar run --config firewarden.yaml")
final class RunCommand implements Callable<Integer> {
  private static final int EXIT_CANNOT_START = 1;
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final AtomicBoolean stopped = new AtomicBoolean();

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(names = "--config", required = true, paramLabel = "FILE", description = "YAML file.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Path config;

  @Option(
      names = "--shard",
      paramLabel = "N/OF",
      description = "Watch this part of all applications only, such as 2/5; instead of shard.")
  private @Nullable String shard;

  @Override
  public Integer call() throws InterruptedException {
    Shard part = shard == null ? null : Shard.parse(shard).orElse(null);
    if (shard != null && part == null) {
      throw new ParameterException(
          spec.commandLine(), "--shard must be a part such as 2/5, but is " + shard);
    }
    LoadedConfig valid;
    try {
      valid = LoadedConfig.read(config, part);
    } catch (InvalidConfigException e) {
      ConfigFaults.print(spec.commandLine().getErr(), config, e);
      return CommandLineInterface.EXIT_USAGE;
    }
    Agent agent = new Agent(valid, () -> LoadedConfig.reread(config, part), InstantSource.system());
    try {
      agent.start();
    } catch (IOException e) {
      spec.commandLine().getErr().println("firewarden cannot start: " + e.getMessage());
      return EXIT_CANNOT_START;
    }
    CountDownLatch told = new CountDownLatch(1);
    Signals.onEach("HUP", () -> agent.reloads().reload("by SIGHUP"));
    Signals.onEach("TERM", told::countDown);
    Signals.onEach("INT", told::countDown);
    // For where signals cannot be taken: then the exit code is that of the signal.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(agent), "firewarden-stop"));
    told.await();
    stop(agent);
    return 0;
  }

  /** Stops once, and not for ever: what hangs is left behind. */
  private void stop(Agent agent) {
    if (!stopped.compareAndSet(false, true)) {
      return;
    }
    Thread thread = new Thread(agent::close, "firewarden-close");
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(STOP_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      spec.commandLine()
          .getErr()
          .println("firewarden must stop within " + STOP_WITHIN.toSeconds() + " s, but does not");
    }
  }
}
