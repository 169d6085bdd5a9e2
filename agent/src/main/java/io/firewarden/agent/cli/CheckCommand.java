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

import io.firewarden.agent.config.AgentConfig;
import io.firewarden.agent.config.InvalidConfigException;
import io.firewarden.agent.source.Reading;
import io.firewarden.agent.source.RestClient;
import io.firewarden.agent.source.RestSource;
import io.firewarden.alerts.check.Health;
import io.firewarden.alerts.check.HealthChecks;
import io.firewarden.alerts.check.HealthReport;
import io.firewarden.alerts.threshold.ThresholdValues;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SnapshotHistory;
import io.firewarden.model.Window;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Judges one application once; also a probe for Nagios and its kin. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLineInterface.Version.class,
    description = {
      "Judges the health of one application once.",
      "",
      "Rates need two readings. An application younger than the configured window (5m) is judged"
          + " from its start by one; an older one is read twice, --window apart."
    },
    exitCodeOnInvalidInput = 3,
    exitCodeOnExecutionException = 3,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:healthy",
      "1:warning",
      "2:critical",
      "3:unknown: not reachable, not enough data, or a wrong command line or configuration"
    },
    footerHeading = "%nExample:%n",
    footer = "  java -jar firewarden-agent.jar check --url http://127.0.0.1:4040 --format json")
final class CheckCommand implements Callable<Integer> {
  /** How the answer is written. */
  enum Format {
    text,
    json
  }

  private final Surroundings surroundings;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(
      names = "--url",
      required = true,
      paramLabel = "URL",
      converter = UrlConverter.class,
      description = "The application's Spark UI, for example http://127.0.0.1:4040.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private URI url;

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "10s",
      description = "Time between two readings (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Duration between;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The agent's configuration, for its thresholds and limits.")
  private @Nullable Path configFile;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Format format;

  CheckCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    AgentConfig config;
    try {
      config = configFile == null ? AgentConfig.ofDefaults() : AgentConfig.read(configFile);
    } catch (InvalidConfigException e) {
      ConfigFaults.print(spec.commandLine().getErr(), configFile, e);
      return Health.UNKNOWN.exitCode();
    }
    Outcome outcome = outcome(config);
    CommandLine line = spec.commandLine();
    if (format == Format.json) {
      line.getOut().println(JsonReport.of(outcome));
    } else {
      URI runbooks = configFile == null ? null : config.externalUrl();
      new TextReport(line.getOut(), surroundings.colours(), runbooks).print(outcome);
    }
    line.getOut().flush();
    return outcome.health().exitCode();
  }

  private Outcome outcome(AgentConfig config) {
    AgentConfig.Poll limits = config.poll();
    try (RestClient client = RestClient.of(config)) {
      Duration deadline = limits.timeout().multipliedBy(4);
      RestSource source = new RestSource(client, url, deadline, surroundings.clock());
      SnapshotHistory history = new SnapshotHistory(config.window());
      Reading first = source.read();
      if (!(first instanceof Reading.Read read)) {
        return new Outcome.Unreadable(source.name(), why(first));
      }
      Window window = history.add(read.snapshot());
      if (window.length().isEmpty()) {
        spec.commandLine()
            .getErr()
            .println(
                "read " + source.name() + " once; reads again in " + between.toSeconds() + " s");
        spec.commandLine().getErr().flush();
        if (!surroundings.pause(between)) {
          return new Outcome.Unreadable(source.name(), "interrupted while waiting");
        }
        Reading second = source.read();
        if (!(second instanceof Reading.Read again)) {
          return new Outcome.Unreadable(source.name(), why(second));
        }
        window = history.add(again.snapshot());
      }
      return judged(config, source.name(), window);
    }
  }

  private static Outcome judged(AgentConfig config, String source, Window window) {
    ApplicationSnapshot snapshot = window.current();
    ThresholdValues thresholds = config.thresholds().forApplication(snapshot.application().name());
    HealthReport report = HealthChecks.evaluate(window, thresholds);
    return new Outcome.Judged(source, window, report);
  }

  private static String why(Reading reading) {
    return reading instanceof Reading.Unavailable unavailable ? unavailable.why() : "";
  }
}
