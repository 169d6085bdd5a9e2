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

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of all commands. */
@Command(
    name = "firewarden-agent",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLineInterface.Version.class,
    subcommands = {RunCommand.class, CheckCommand.class, ValidateCommand.class},
    description = "Watches Apache Spark applications and pages when one needs help.",
    footerHeading = "%nExample:%n",
    footer = {
      "  java -jar firewarden-agent.jar check --url http://127.0.0.1:4040",
      "  java -jar firewarden-agent.jar run --config firewarden.yaml"
    })
public final class CommandLineInterface implements Runnable {
  /** A command line, or a configuration, that is wrong. */
  static final int EXIT_USAGE = 2;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  private CommandLineInterface() {}

  /**
   * Runs one command, which prints on the process's standard streams.
   *
   * @return the exit code
   */
  public static int execute(String... args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    return commandLine(new Surroundings(), out, err).execute(args);
  }

  static CommandLine commandLine(Surroundings surroundings, PrintWriter out, PrintWriter err) {
    CommandLine.IFactory factory =
        new CommandLine.IFactory() {
          @Override
          public <K> K create(Class<K> type) throws Exception {
            return type == CheckCommand.class
                ? type.cast(new CheckCommand(surroundings))
                : CommandLine.defaultFactory().create(type);
          }
        };
    CommandLine line = new CommandLine(new CommandLineInterface(), factory);
    line.setOut(out).setErr(err).setCaseInsensitiveEnumValuesAllowed(true);
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            surroundings.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> {
          command.getErr().println(command.getCommandName() + ": a fault of Firewarden: " + e);
          return command.getCommandSpec().exitCodeOnExecutionException();
        });
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing: one of run, check, validate");
  }

  /** The version that the build wrote into the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = CommandLineInterface.class.getPackage().getImplementationVersion();
      return new String[] {"firewarden-agent " + (version == null ? "(not packaged)" : version)};
    }
  }
}
