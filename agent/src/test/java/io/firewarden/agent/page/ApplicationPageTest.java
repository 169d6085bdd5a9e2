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
package io.firewarden.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.firewarden.agent.page.application.ExecutorsSection;
import io.firewarden.agent.page.html.Page;
import io.firewarden.agent.poll.Observation;
import io.firewarden.alerts.check.CheckId;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.FinalStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ApplicationPageTest {
  private final PageScene scene = new PageScene();
  private final Application app =
      Sketches.application("app-7", "taxi-trips", scene.now.minusSeconds(9000));

  private void judge(ApplicationSnapshot snapshot) {
    scene.judge(snapshot, Sketches.with(CheckId.GC_TIME, Sketches.gc()));
  }

  private String html() {
    return scene.html("/applications/app-7");
  }

  @Test
  void showsEachVerdictTheWorstFirstWithEvidenceLimitsAdviceAndRunbook() {
    judge(Sketches.small(app, scene.now));

    String html = html();

    assertThat(html)
        .contains("31.0 % of 214 s task time")
        .contains("the heap is too small for what the tasks of stage 12.0 hold at once")
        .contains("spark.executor.memory=4g")
        .contains("twice the 2g of now")
        .contains("See which objects fill the heap")
        .contains("Limits: warning-ratio 10 %, critical-ratio 15 %, min-task-seconds 30 s")
        .contains("href=\"../runbooks/SparkGcTimeHigh\"")
        .contains("storage memory at most 41 % full")
        .contains("3 tasks with a preference; 20 are needed");
    assertThat(html.indexOf(">gc-time "))
        .isPositive()
        .isLessThan(html.indexOf(">executor-memory<"));
  }

  @Test
  void linksToSparkAndGrafana() {
    judge(Sketches.small(app, scene.now));

    assertThat(html())
        .contains("href=\"http://app-7.example:4040\"")
        .contains(
            "href=\"http://grafana.example/d/spark-app?var-cluster=prod&amp;var-app_id=app-7\"");
  }

  @Test
  void showsExecutorsTheWorstFirstAndMarksWhatIsOverALimit() {
    judge(Sketches.small(app, scene.now));

    List<String> ids = rowHeadings("Executors");

    // 2: GC 27 %, 1: storage 96 %, 3: 7 % failed; the driver is last
    assertThat(ids).startsWith("2").endsWith("driver").hasSize(5);
    assertThat(html()).contains("96 % of 1000 MiB").contains("27.3 %").contains(", over the limit");
  }

  @Test
  void limitsTheRowsOfManyExecutorsAndCountsTheOthers() {
    judge(Sketches.with(app, scene.now, 3000, 600));

    assertThat(rowHeadings("Executors")).hasSize(ExecutorsSection.SHOWN);
    assertThat(html()).contains("And 2801 others, which stand better.").contains("And 500 others.");
    assertThat(html().getBytes(StandardCharsets.UTF_8).length).isLessThan(500_000);
  }

  @Test
  void showsSkewFailuresQueriesLossesAndGaps() {
    judge(Sketches.whole(app, scene.now, "count at Trips.scala:41"));

    assertThat(html())
        .contains("median 2.1 s, max 1 min 4 s")
        .contains("skew: 30.5 times the median")
        .contains("median 24 MiB, max 1.9 GiB")
        .contains("2 exception, 1 oom")
        .contains("5 min") // the SQL execution runs
        .contains("1150.5 rows/s")
        .contains("42000 rows")
        .contains("Batches that wait", "1590", "9.4 s", "6.2 s", "2 run, 1 failed")
        .contains("188 of 200")
        .contains("1 idle, 1 oom")
        .contains("worker-9.example")
        .contains(">52<")
        .contains("running tasks are not known one by one");
  }

  @Test
  void tellsWhatTheSourceDoesNotKnowInsteadOfZero() {
    judge(Sketches.small(app, scene.now));

    assertThat(html())
        .contains("<dt>Killed</dt><dd><bdi>not told by this source</bdi></dd>")
        .contains("2 executors went since the start; this source does not tell why.")
        .contains("killed task attempts are not counted");
  }

  @Test
  void saysThatWhatItShowsIsOldWhenTheDriverDoesNotAnswer() {
    scene.ago(300);
    judge(Sketches.small(app, scene.at()));
    scene.ago(240);
    scene.tell(new Observation.Blind(app.uiUrl(), app, "no answer within 5 s", scene.at()));
    scene.ago(0);

    assertThat(html())
        .contains("Blind: nothing is known of it now")
        .contains("no answer within 5 s")
        .contains("may no longer hold")
        .contains("Checks, as they were at the last reading", "was critical", "was healthy")
        .doesNotContain("tag good")
        .contains("</span>unknown</span>");
  }

  @Test
  void showsAnApplicationThatWasNeverRead() {
    scene.tell(new Observation.Blind(app.uiUrl(), app, "refused", scene.now));

    assertThat(html()).contains("refused").contains("<dt>Last read</dt><dd>never</dd>");
  }

  @Test
  void showsAnEndedApplicationWithItsTimeline() {
    scene.ago(600);
    judge(Sketches.small(app, scene.at()));
    scene.ago(60);
    scene.conclude(app, FinalStatus.KILLED);
    scene.ago(0);

    assertThat(html())
        .contains("killed")
        .contains("2 h 29 min")
        .contains("ended as killed, told by http://master-1.example:8080: exit code 1")
        .contains("GC took 23.4 %");
  }

  @Test
  void answersForAnIdThatItDoesNotKnow() {
    Page page = scene.page("/applications/<b>no</b>", "");

    assertThat(page.status()).isEqualTo(404);
    assertThat(page.html()).contains("&lt;b&gt;no&lt;/b&gt;").contains("href=\"../\"");
  }

  @Test
  void isFoundByAnIdThatMustBeEncoded() {
    Application odd = Sketches.application("a/b c?#%", "odd", scene.now.minusSeconds(60));
    scene.judge(Sketches.small(odd, scene.now), Sketches.well());

    assertThat(scene.html("/")).contains("href=\"applications/a%2Fb%20c%3F%23%25\"");
    assertThat(scene.page("/applications/a/b c?#%", "").status()).isEqualTo(200);
  }

  /** The first cells of the rows of the part with this heading. */
  private List<String> rowHeadings(String part) {
    String html = html();
    int from = html.indexOf(">" + part + "</h2>");
    String table = html.substring(from, html.indexOf("</table>", from));
    Matcher matcher =
        Pattern.compile("<th scope=\"row\" role=\"rowheader\"><bdi>([^<]*)").matcher(table);
    return matcher.results().map(result -> result.group(1)).toList();
  }
}
