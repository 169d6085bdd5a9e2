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
import io.firewarden.agent.config.LoadedConfig;
import io.firewarden.agent.config.Setting;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks a configuration without acting on it. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLineInterface.Version.class,
    description = "Checks a configuration file and tells every fault in it.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:valid", "2:not valid, or a wrong command line"},
    footerHeading = "%nExample:%n",
    footer = "  java -jar firewarden-agent.jar validate --config firewarden.yaml")
final class ValidateCommand implements Callable<Integer> {
  /** The keys of files that the agent reads, and does not write. */
  private static final Pattern READ_FILE =
      Pattern.compile("(?!.*\\bstate-file$).*(-file|\\bheaders\\b.*\\.file)");

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Option(names = "--config", required = true, paramLabel = "FILE", description = "YAML file.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Path config;

  @Override
  public Integer call() {
    var line = spec.commandLine();
    try {
      LoadedConfig loaded = LoadedConfig.read(config, null);
      AgentConfig valid = loaded.config();
      int receivers = valid.notifiers().count();
      line.getOut()
          .println(
              config
                  + " is valid: "
                  + valid.sources().summary()
                  + ", "
                  + counted(receivers, "notifier"));
      if (valid.sources().isEmpty()) {
        line.getErr().println("note: sources is empty, so only what pushes would be watched");
      }
      if (receivers == 0) {
        line.getErr().println("note: notifiers is empty, so nobody would be paged");
      }
      loaded.settings().forEach(setting -> noteMissing(line.getErr(), setting));
      return 0;
    } catch (InvalidConfigException e) {
      ConfigFaults.print(line.getErr(), config, e);
      return CommandLineInterface.EXIT_USAGE;
    }
  }

  /**
   * A file that is read whenever it is needed may come later, so that it is no fault. What stands
   * in the place of its path is not shown: it may be what should be in the file.
   */
  private static void noteMissing(PrintWriter out, Setting setting) {
    boolean read = READ_FILE.matcher(setting.key()).matches() && setting.given();
    if (read && setting.value() instanceof String path && !Files.isReadable(Path.of(path))) {
      boolean there = Files.exists(Path.of(path));
      out.println(
          "note: "
              + setting.key()
              + " names a file that "
              + (there ? "cannot be read" : "does not exist")
              + " here and now; it is read when it is needed");
    }
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
