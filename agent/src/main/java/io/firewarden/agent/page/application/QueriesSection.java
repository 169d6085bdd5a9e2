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
package io.firewarden.agent.page.application;

import static io.firewarden.alerts.figure.Figures.bytes;
import static io.firewarden.alerts.figure.Figures.decimal;
import static io.firewarden.alerts.figure.Figures.duration;
import static j2html.TagCreator.each;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Grid;
import io.firewarden.agent.page.html.Tone;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.Gap;
import io.firewarden.model.sql.PlanFacts;
import io.firewarden.model.sql.SqlActivity;
import io.firewarden.model.sql.SqlExecution;
import io.firewarden.model.streaming.BatchPhase;
import io.firewarden.model.streaming.DStreamActivity;
import io.firewarden.model.streaming.StreamingActivity;
import io.firewarden.model.streaming.StreamingQuery;
import j2html.tags.DomContent;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The SQL executions and the streaming of an application; nothing when its source tells of none.
 */
public final class QueriesSection {
  private static final int SHOWN = 50;

  private final Elements elements;

  public QueriesSection(Elements elements) {
    this.elements = elements;
  }

  public DomContent content(ApplicationSnapshot snapshot) {
    SqlActivity sql = snapshot.sql();
    StreamingActivity streaming = snapshot.streaming();
    return each(
        sql == null
            ? text("")
            : Elements.part("sql", "SQL", sql(sql, snapshot.lacks(Gap.SQL_EXECUTIONS))),
        streaming == null || streaming.queries().isEmpty()
            ? text("")
            : Elements.part("streaming", "Streaming queries", queries(streaming)),
        snapshot.dstreams() == null
            ? text("")
            : Elements.part("dstreams", "DStreams", dstreams(snapshot.dstreams())));
  }

  private DomContent sql(SqlActivity sql, boolean inPart) {
    DomContent totals = totals(sql);
    if (sql.running().isEmpty()) {
      return each(
          totals,
          Elements.empty(
              inPart
                  ? "No running execution is known, but some may be missing."
                  : "No execution runs."));
    }
    Grid grid =
        Grid.ofFigures(
            "Executions that run, the longest first",
            "Execution",
            "Runs",
            "Joins",
            "Spilled to disk");
    sql.running().stream()
        .sorted(Comparator.comparing(SqlExecution::startedAt))
        .limit(SHOWN)
        .forEach(
            each ->
                grid.row(
                    text(String.valueOf(each.id())),
                    elements.since(each.startedAt()),
                    each.plan() == null ? unknown() : text(joins(each.plan())),
                    each.spilledDiskBytes() == null
                        ? unknown()
                        : text(bytes(each.spilledDiskBytes()))));
    return each(totals, grid.build(), others(sql.running().size()));
  }

  private static DomContent totals(SqlActivity sql) {
    return p(
        "Since the start: "
            + sql.succeeded()
            + " succeeded, "
            + sql.failed()
            + " failed or cancelled"
            + (sql.unknown() == 0 ? "" : ", " + sql.unknown() + " ended in a way not told")
            + (sql.spilledDiskBytes() == null
                ? "."
                : ", " + bytes(sql.spilledDiskBytes()) + " spilled to disk."));
  }

  private static DomContent others(int all) {
    return all <= SHOWN
        ? text("")
        : p("And " + Elements.plural(all - SHOWN, "other") + ".").withClass("soft");
  }

  private static String joins(PlanFacts plan) {
    String joins =
        plan.joins().entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(entry -> entry.getValue() + " " + Elements.word(entry.getKey()))
            .collect(Collectors.joining(", "));
    return joins.isEmpty() ? "none" : joins;
  }

  private DomContent queries(StreamingActivity streaming) {
    Grid grid =
        Grid.ofFigures(
            "Streaming queries that run and the last that ended",
            "Query",
            "State",
            "Last progress",
            "Batch",
            "Batch took",
            "Rows in",
            "Rows processed",
            "Behind its sources",
            "State memory");
    streaming.queries().stream().limit(SHOWN).forEach(query -> row(grid, query));
    return each(grid.build(), others(streaming.queries().size()));
  }

  private void row(Grid grid, StreamingQuery query) {
    Long took = query.phaseMillis().get(BatchPhase.TRIGGER_EXECUTION);
    grid.row(
        Elements.foreign(Elements.clipped(query.name(), Elements.NAME)),
        state(query),
        query.progressedAt() == null ? unknown() : elements.ago(query.progressedAt()),
        text(query.batchId() < 0 ? "none yet" : String.valueOf(query.batchId())),
        took == null ? unknown() : text(duration(Duration.ofMillis(took))),
        rate(query.inputRowsPerSecond()),
        rate(query.processedRowsPerSecond()),
        query.sourceLagRows() == null ? unknown() : text(query.sourceLagRows() + " rows"),
        text(bytes(query.stateBytes())));
  }

  private static DomContent state(StreamingQuery query) {
    if (query.end() == null) {
      return text("runs");
    }
    return query.end().failed()
        ? each(
            Elements.tag(Tone.BAD, "failed"),
            query.end().errorClass() == null
                ? text("")
                : Elements.sub(Elements.foreign(query.end().errorClass())))
        : text("ended");
  }

  private static DomContent rate(@Nullable Double rowsPerSecond) {
    return rowsPerSecond == null ? unknown() : text(decimal(rowsPerSecond, 1) + " rows/s");
  }

  private static DomContent unknown() {
    return span("not known").withClass("soft");
  }

  private static DomContent dstreams(DStreamActivity dstreams) {
    Long processing = dstreams.lastProcessingMillis();
    Long waiting = dstreams.lastSchedulingMillis();
    Long interval = dstreams.batchIntervalMillis();
    return Elements.Facts.below()
        .add("Batches that wait", String.valueOf(dstreams.waitingBatches()))
        .add("Batches processed", String.valueOf(dstreams.completedBatches()))
        .add("Batch interval", interval == null ? null : duration(Duration.ofMillis(interval)))
        .add("The last batch waited", waiting == null ? null : duration(Duration.ofMillis(waiting)))
        .add(
            "The last batch took",
            processing == null ? null : duration(Duration.ofMillis(processing)))
        .add("Receivers", receivers(dstreams.receivers()))
        .build();
  }

  private static String receivers(DStreamActivity.Receivers receivers) {
    return receivers.active()
        + " run, "
        + (receivers.failed() == null
            ? receivers.inactive() + " do not"
            : receivers.failed() + " failed");
  }
}
