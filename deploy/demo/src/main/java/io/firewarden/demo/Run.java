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
package io.firewarden.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** One run of the demo from an empty folder to the table. */
final class Run {
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration TICK = Duration.ofMillis(500);

  /** Ends applications of a demo that was itself killed. */
  private static final Duration LIFETIME = Duration.ofMinutes(15);

  private static final Duration LIFETIME_IF_KEPT = Duration.ofDays(1);

  private final Options options;
  private final Console console;
  private final Layout layout;
  private final Children children;

  private Run(Options options, Console console, Layout layout, Children children) {
    this.options = options;
    this.console = console;
    this.layout = layout;
    this.children = children;
  }

  /** Runs the demo; answers its exit code. */
  static int of(Options options, Console console) {
    Layout layout = Layout.ofDemo(options.root());
    layout.requireBuilt();
    empty(layout.work());
    Children children = new Children(layout);
    Thread hook = new Thread(() -> cleanUp(children, console), "clean-up");
    Runtime.getRuntime().addShutdownHook(hook);
    return new Run(options, console, layout, children).run();
  }

  /** Runs at every end, also that by Ctrl-C. */
  private static void cleanUp(Children children, Console console) {
    children.close();
    List<Long> left = children.left();
    console.line(
        left.isEmpty()
            ? "Cleaned up: of " + children.count() + " processes none is left."
            : console.bad("Still there: processes " + left));
  }

  private int run() {
    console.progress("start", "logs and data: " + layout.work());
    Pager pager = Pager.start(children, layout);
    SparkCluster cluster = SparkCluster.start(children, layout);
    List<Integer> uiPorts = Ports.free(Scenario.all().size());
    AgentProcess agent = AgentProcess.start(children, layout, cluster, uiPorts, pager);
    Optional<Prometheus> prometheus =
        Prometheus.start(children, layout, agent, pager.alertmanager());
    sayWhoPages(pager, prometheus);
    await("Spark's master and two workers", () -> cluster.aliveWorkers() == 2);
    await("the agent", agent::isReady);
    await("Alertmanager", pager::isReady);
    await("Prometheus", () -> prometheus.map(Prometheus::isReady).orElse(true));
    console.progress("start", "all parts answer; applications follow");

    Duration lifetime = options.keep() ? LIFETIME_IF_KEPT : LIFETIME;
    Stage stage = new Stage(children, layout, cluster, uiPorts, lifetime, options.scenarios());
    Watch watch = new Watch(agent, pager, prometheus.orElse(null), console);
    new Play(stage, watch, prometheus.orElse(null), console, options.keep()).run();
    int exitCode =
        conclude(
            new Report(stage.started(), watch.wanted()), watch.othersDelivered(stage.started()));
    if (options.keep()) {
      keep(cluster, agent, pager, prometheus);
    }
    pager.close();
    return exitCode;
  }

  private void sayWhoPages(Pager pager, Optional<Prometheus> prometheus) {
    console.progress(
        "start",
        prometheus.isPresent()
            ? "Prometheus is installed and evaluates the shipped rules as they are"
            : "Prometheus is not installed: the agent alone finds and pages");
    console.progress(
        "start",
        pager.alertmanager() == null
            ? "Alertmanager is not installed: the agent pages by itself, to a webhook"
            : "Alertmanager is installed and delivers to a webhook");
  }

  private void await(String what, BooleanSupplier ready) {
    Instant end = Instant.now().plus(START);
    while (!ready.getAsBoolean()) {
      children.requireAlive();
      if (Instant.now().isAfter(end)) {
        throw new DemoException(
            what + " did not answer within " + START.toSeconds() + " s; see " + layout.log("*"));
      }
      Pause.of(TICK);
    }
  }

  private int conclude(Report report, Set<String> others) {
    List<String> table = report.table();
    console.line("");
    console.line(console.strong(table.get(0)));
    table.stream().skip(1).forEach(console::line);
    console.line("");
    if (!others.isEmpty()) {
      console.line("Delivered as well, for what the faults and a busy machine bring with them:");
      others.forEach(alert -> console.line("  " + alert));
    }
    List<String> failures = report.failures();
    if (failures.isEmpty()) {
      console.line(
          console.good("Every fault was found by both paths and delivered")
              + (report.hasHealthy() ? ", the healthy application raised nothing" : "")
              + "; it took "
              + console.sinceStart()
              + ".");
    } else {
      failures.forEach(failure -> console.line(console.bad("FAILED  ") + failure));
      console.line("Logs: " + layout.log("*"));
    }
    if (!options.keep()) {
      console.line("Next: look at it alive with deploy/demo/run.sh --keep; attach the listener to");
      console.line("your own application as README.md says under \"Attach\".");
    }
    return failures.isEmpty() ? 0 : 1;
  }

  private void keep(
      SparkCluster cluster, AgentProcess agent, Pager pager, Optional<Prometheus> prometheus) {
    console.line(console.strong("All is left running:"));
    console.line("  Firewarden's agent  " + agent.url());
    console.line("  Spark's master      " + cluster.masterUi());
    prometheus.ifPresent(it -> console.line("  Prometheus          " + it.url() + "/alerts"));
    if (pager.alertmanager() != null) {
      console.line("  Alertmanager        " + pager.alertmanager());
    }
    console.line("  pages delivered     " + layout.work().resolve("pages.jsonl"));
    console.line("Ctrl-C ends it.");
    while (true) {
      children.noteDescendants();
      Pause.of(Duration.ofSeconds(2));
    }
  }

  private static void empty(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new DemoException("cannot empty " + folder + ": " + e, e);
    }
  }
}
