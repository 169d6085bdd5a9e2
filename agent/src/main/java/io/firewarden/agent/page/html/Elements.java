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
package io.firewarden.agent.page.html;

import static j2html.TagCreator.a;
import static j2html.TagCreator.bdi;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.p;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;
import static j2html.TagCreator.time;

import io.firewarden.model.Application;
import io.firewarden.model.SourceKind;
import j2html.tags.DomContent;
import j2html.tags.specialized.DlTag;
import j2html.tags.specialized.SectionTag;
import j2html.tags.specialized.SpanTag;
import j2html.tags.specialized.TimeTag;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The elements that all pages are made of, at one moment and at one depth of path.
 *
 * @param now the moment to which ages count, by the agent's clock
 * @param root what leads from the page to {@code /}: relative, for the agent may stand behind a
 *     proxy that adds a prefix
 */
public record Elements(Instant now, String root) {
  /** The longest name that is shown in a list. */
  public static final int NAME = 120;

  /** The longest sentence that is shown in a list. */
  public static final int SENTENCE = 300;

  private static final long MINUTE = 60;
  private static final long HOUR = 60;
  private static final long DAY = 24;

  /** For how long something has been so, for example {@code 12 min}. */
  public TimeTag since(Instant begin) {
    return moment(begin).withText(age(begin));
  }

  /** How long ago something was, for example {@code 12 min ago}. */
  public TimeTag ago(Instant at) {
    return moment(at).withText(age(at) + " ago");
  }

  /** The moment itself, to the second, and how long ago that was. */
  public DomContent when(Instant at) {
    return each(
        moment(at).withText(iso(at).replace('T', ' ').replace("Z", " UTC")),
        span(" \u00b7 " + age(at) + " ago").withClass("soft"));
  }

  private TimeTag moment(Instant at) {
    return time().withDatetime(iso(at)).withTitle(iso(at));
  }

  /** The age in its greatest unit or two; a moment that is still to come has the age 0. */
  public String age(Instant since) {
    return lasting(Duration.between(since, now));
  }

  /** A length of time in its greatest unit or two, rounded down so that it seldom changes. */
  public static String lasting(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < MINUTE) {
      return seconds + " s";
    }
    long minutes = seconds / MINUTE;
    if (minutes < HOUR) {
      return minutes + " min";
    }
    long hours = minutes / HOUR;
    return hours < 2 * DAY
        ? hours + " h " + minutes % HOUR + " min"
        : hours / DAY + " days " + hours % DAY + " h";
  }

  /** A moment to the second, in UTC. */
  public static String iso(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The link to an application's page; what it is called cannot reorder the text around it. */
  public DomContent link(Application application) {
    String name = application.name().isBlank() ? "(no name)" : application.name();
    return a(bdi(clipped(name, NAME))).withHref(path(application.id()));
  }

  public String path(String applicationId) {
    return root + "applications/" + encoded(applicationId);
  }

  public DomContent runbook(String alert, String words) {
    return a(words)
        .attr("aria-label", "Runbook " + alert)
        .withHref(root + "runbooks/" + encoded(alert));
  }

  /** A link out of the agent; nothing when the address is not one of the web. */
  public static @Nullable DomContent external(String text, @Nullable String address) {
    if (address == null
        || !(address.startsWith("http://") || address.startsWith("https://"))
        || address.length() > 2 * SENTENCE) {
      return null;
    }
    return a(text).withHref(address).withRel("noreferrer");
  }

  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** What somebody else has written; it cannot reorder the text around it. */
  public static DomContent foreign(String text) {
    return bdi(clipped(text, SENTENCE));
  }

  /** The text, shortened to so many characters. */
  public static String clipped(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(max - 2)) ? max - 2 : max - 1;
    return text.substring(0, end) + "\u2026";
  }

  /** A sign and the word for it. */
  public static SpanTag tag(Tone tone, String word) {
    return span(sign(tone), text(word)).withClasses("tag", tone.css());
  }

  /** A sign beside words that say the same. */
  public static SpanTag sign(Tone tone) {
    return span(tone.sign()).withClasses("sign", tone.css()).attr("aria-hidden", "true");
  }

  /** Words for those who do not see. */
  public static SpanTag unseen(String words) {
    return span(words).withClass("unseen");
  }

  /** A second line in small type. */
  public static SpanTag sub(DomContent... content) {
    return span(content).withClass("sub");
  }

  public static DomContent empty(String words) {
    return p(words).withClass("empty");
  }

  /** What must not be overlooked: a head line and what belongs to it. */
  public static DomContent banner(Tone tone, String head, DomContent... more) {
    return div(sign(tone), div(p(head).withClass("head"), each(more)))
        .withClasses("banner", tone.css());
  }

  /** The same, below a head line of more weight. */
  public static DomContent lesserBanner(Tone tone, String head, DomContent... more) {
    return div(sign(tone), div(p(head).withClass("head"), each(more)))
        .withClasses("banner", "lesser", tone.css());
  }

  /** Why a source cannot be read, and since when; names the source unless the reason does. */
  public DomContent failure(String source, @Nullable Instant since, String why) {
    boolean named = why.contains(source);
    return each(
        named ? text("") : each(foreign(source), text(" ")),
        since == null ? text("") : each(text("for "), since(since), text(": ")),
        foreign(why));
  }

  /** A part of a page under a heading that names it. */
  public static SectionTag part(String id, String title, DomContent... content) {
    return section(h2(title).withId(id), each(content)).attr("aria-labelledby", id);
  }

  /** Names and values; the values without one are left out. */
  public static final class Facts {
    private final DlTag list;
    private final boolean beside;

    private Facts(String css, boolean beside) {
      this.list = dl().withClass(css);
      this.beside = beside;
    }

    /** One below the other. */
    public static Facts below() {
      return new Facts("facts", false);
    }

    /** One beside the other, for short values. */
    public static Facts beside() {
      return new Facts("identity", true);
    }

    public Facts add(String name, @Nullable DomContent value) {
      if (value != null && beside) {
        list.with(div(dt(name), dd(value)));
      } else if (value != null) {
        list.with(dt(name), dd(value));
      }
      return this;
    }

    public Facts add(String name, @Nullable String value) {
      return add(name, value == null || value.isBlank() ? null : foreign(value));
    }

    public DomContent build() {
      return list;
    }
  }

  /** A constant in words. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Where data comes from, in words. */
  public static String source(@Nullable SourceKind kind) {
    if (kind == null) {
      return "";
    }
    return switch (kind) {
      case LISTENER -> "from its listener";
      case REST -> "from its REST API";
      case EVENT_LOG -> "from its event log";
      case LISTED -> "from a list of applications";
    };
  }

  /** A count with its noun. */
  public static String plural(long count, String one) {
    return plural(count, one, one + "s");
  }

  public static String plural(long count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }
}
