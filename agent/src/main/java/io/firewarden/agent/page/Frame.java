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

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.li;
import static j2html.TagCreator.link;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.noscript;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.script;
import static j2html.TagCreator.span;
import static j2html.TagCreator.style;
import static j2html.TagCreator.text;
import static j2html.TagCreator.title;
import static j2html.TagCreator.ul;

import io.firewarden.agent.alert.AlertState;
import io.firewarden.agent.page.html.ContentPolicy;
import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Page;
import io.firewarden.agent.page.html.Resource;
import io.firewarden.agent.page.html.Tone;
import j2html.tags.DomContent;
import j2html.tags.specialized.ATag;
import j2html.tags.specialized.HeadTag;

/** What stands around the content of every page: head, navigation, footer, style and script. */
final class Frame {
  /** The place of a page in the navigation. */
  enum Place {
    FLEET("Fleet", ""),
    ALERTS("Alerts", "alerts"),
    SOURCES("Sources", "sources"),
    CONFIGURATION("Configuration", "configuration"),
    /** A page that the navigation does not name. */
    ELSEWHERE("", "");

    private final String title;
    private final String path;

    Place(String title, String path) {
      this.title = title;
      this.path = path;
    }
  }

  /** How often a page is fetched again without a script, in seconds. */
  private static final String REFRESH = "30";

  private static final String ICON =
      "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Cpath"
          + " fill='%23c2571a' d='M16 2 4 7v8c0 7 5 12 12 15 7-3 12-8 12-15V7z'/%3E%3Cpath"
          + " fill='%23fff' d='M17 7c1 5-6 6-6 12a5 5 0 0 0 10 0c0-2-1-3-2-4 0 2-1 3-2 3 1-4 1-8"
          + " 0-11z'/%3E%3C/svg%3E";

  private final String style = Resource.text("page.css");
  private final String script = Resource.text("page.js");
  private final String policy = ContentPolicy.of(style, script);

  /** A page that shows a picture and is fetched again while it is looked at. */
  Page live(int status, Place place, String title, Picture picture, DomContent content) {
    String root = place == Place.ELSEWHERE ? "../" : "";
    long firing = picture.count(AlertState.FIRING);
    String whole =
        (firing == 0 ? "" : "(" + firing + ") ")
            + title
            + " \u00b7 Firewarden \u00b7 "
            + picture.config().cluster();
    HeadTag head =
        opening(whole).with(noscript(meta().attr("http-equiv", "refresh").withContent(REFRESH)));
    DomContent body =
        each(
            a("Skip to the content").withClass("skip").withHref("#main"),
            header(
                a("Firewarden").withClass("brand").withHref(root.isEmpty() ? "./" : root),
                span(picture.config().cluster()).withClass("cluster"),
                navigation(place, picture, root),
                p(
                        text("As of "),
                        span(Elements.iso(picture.now()).replace('T', ' ').replace("Z", " UTC")))
                    .withClass("pulse")
                    .withId("pulse")),
            lost(),
            main(content).withId("main").withTabindex(-1),
            foot(picture, root),
            script(rawHtml(script)));
    return page(status, head, body);
  }

  /** A page that stays as it is. */
  Page still(String title, String root, DomContent content) {
    DomContent body =
        each(
            a("Skip to the content").withClass("skip").withHref("#main"),
            header(
                a("Firewarden").withClass("brand").withHref(root),
                nav(ul(li(a("Fleet").withHref(root)))).attr("aria-label", "Pages")),
            main(content).withId("main").withTabindex(-1));
    return page(200, opening(title), body);
  }

  private Page page(int status, HeadTag head, DomContent content) {
    DomContent whole = html(head, body(div(content).withClass("frame"))).withLang("en");
    return new Page(status, "<!doctype html>\n" + whole.render(), policy);
  }

  private HeadTag opening(String whole) {
    return head(
        meta().withCharset("utf-8"),
        meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
        meta().withName("color-scheme").withContent("light dark"),
        title(whole),
        link().withRel("icon").withHref(ICON),
        style(rawHtml(style)));
  }

  private static DomContent navigation(Place place, Picture picture, String root) {
    long firing = picture.count(AlertState.FIRING);
    int failing = picture.failing().size();
    return nav(ul(
            li(to(Place.FLEET, place, root)),
            li(to(Place.ALERTS, place, root).with(count(Tone.BAD, firing, "firing"))),
            li(to(Place.SOURCES, place, root).with(count(Tone.UNKNOWN, failing, "failing"))),
            li(to(Place.CONFIGURATION, place, root))))
        .attr("aria-label", "Pages");
  }

  private static ATag to(Place target, Place current, String root) {
    String path = root + target.path;
    ATag link = a(target.title).withHref(path.isEmpty() ? "./" : path);
    return target == current ? link.attr("aria-current", "page") : link;
  }

  private static DomContent count(Tone tone, long count, String what) {
    return count == 0
        ? text("")
        : each(
            text(" "),
            span(text(String.valueOf(count)), span(" " + what).withClass("word"))
                .withClasses("tag", tone.css()));
  }

  /** Shown by the script when the agent does not answer. */
  private static DomContent lost() {
    return div(Elements.banner(
            Tone.UNKNOWN,
            "The agent does not answer",
            p("What you see is old and may no longer hold.").withClass("more")))
        .withId("lost")
        .attr("role", "alert")
        .attr("hidden");
  }

  private static DomContent foot(Picture picture, String root) {
    return footer(
        span(
            "unknown".equals(picture.version()) ? "Firewarden" : "Firewarden " + picture.version()),
        a("Metrics").withHref(root + "metrics"),
        a("Applications as JSON").withHref(root + "api/v1/applications"),
        a("Alerts as JSON").withHref(root + "api/v1/alerts"));
  }
}
