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

import io.firewarden.agent.page.Frame.Place;
import io.firewarden.agent.page.html.Elements;
import io.firewarden.agent.page.html.Page;
import java.util.Optional;

/** All pages for people, by their paths. */
public final class StatusPages {
  private static final String APPLICATIONS = "/applications/";
  private static final String RUNBOOKS = "/runbooks/";

  private final Known known;
  private final Frame frame = new Frame();
  private final RunbookPages runbooks = new RunbookPages(frame);

  public StatusPages(Known known) {
    this.known = known;
  }

  /**
   * The page at a path.
   *
   * @param path decoded, from the first slash on
   * @param query what follows the question mark, as it came; empty without one
   * @return empty when there is no page at that path
   */
  public Optional<Page> page(String path, String query) {
    return switch (path) {
      case "/" -> Optional.of(fleet(query));
      case "/alerts" -> {
        Picture picture = Picture.of(known);
        yield Optional.of(
            frame.live(200, Place.ALERTS, "Alerts", picture, AlertsPage.content(picture)));
      }
      case "/sources" -> {
        Picture picture = Picture.of(known);
        int number = FleetQuery.parse(query).page();
        yield Optional.of(
            frame.live(
                200, Place.SOURCES, "Sources", picture, SourcesPage.content(picture, number)));
      }
      case "/configuration" -> {
        Picture picture = Picture.of(known);
        yield Optional.of(
            frame.live(
                200,
                Place.CONFIGURATION,
                "Configuration",
                picture,
                ConfigurationPage.content(picture)));
      }
      default -> below(path);
    };
  }

  private Optional<Page> below(String path) {
    if (path.startsWith(APPLICATIONS)) {
      return Optional.of(application(path.substring(APPLICATIONS.length())));
    }
    return path.startsWith(RUNBOOKS)
        ? runbooks.page(path.substring(RUNBOOKS.length()))
        : Optional.empty();
  }

  private Page fleet(String query) {
    Picture picture = Picture.of(known);
    FleetPage page = new FleetPage(picture, FleetQuery.parse(query));
    return frame.live(200, Place.FLEET, "Fleet", picture, page.content());
  }

  private Page application(String id) {
    Picture picture = Picture.of(known);
    ApplicationPage page = new ApplicationPage(picture, known.timeline());
    var running = picture.application(id);
    if (running.isPresent()) {
      String name = running.get().application().name();
      return frame.live(200, Place.ELSEWHERE, title(name), picture, page.running(running.get()));
    }
    var pending = picture.pending(id);
    if (pending.isPresent()) {
      String name = pending.get().application().name();
      return frame.live(200, Place.ELSEWHERE, title(name), picture, page.pending(pending.get()));
    }
    var ended = picture.ended(id);
    if (ended.isPresent()) {
      String name = ended.get().application().name();
      return frame.live(200, Place.ELSEWHERE, title(name), picture, page.ended(ended.get()));
    }
    return frame.live(404, Place.ELSEWHERE, "No such application", picture, page.unknown(id));
  }

  private static String title(String name) {
    return Elements.clipped(name, Elements.NAME);
  }
}
