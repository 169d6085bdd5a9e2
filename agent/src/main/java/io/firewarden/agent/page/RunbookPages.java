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

import static j2html.TagCreator.div;
import static j2html.TagCreator.rawHtml;

import io.firewarden.agent.page.html.Page;
import io.firewarden.agent.page.html.Resource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Link;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** The runbooks of the class path as pages; a name is an alert's name. */
final class RunbookPages {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]{1,100}");

  private final Parser parser =
      Parser.builder().extensions(List.of(TablesExtension.create())).build();
  private final HtmlRenderer renderer =
      HtmlRenderer.builder()
          .extensions(List.of(TablesExtension.create()))
          .escapeHtml(true)
          .sanitizeUrls(true)
          .attributeProviderFactory(
              context ->
                  (node, tag, attributes) -> {
                    if (node instanceof Link) {
                      attributes.computeIfPresent(
                          "href", (key, to) -> to.replaceFirst("\\.md$", ""));
                    }
                  })
          .build();
  private final Frame frame;

  RunbookPages(Frame frame) {
    this.frame = frame;
  }

  /** The runbook by that name; empty when there is none. */
  Optional<Page> page(String name) {
    String markdown =
        NAME.matcher(name).matches() ? Resource.find("/runbooks/" + name + ".md") : null;
    if (markdown == null) {
      return Optional.empty();
    }
    String html = renderer.render(parser.parse(markdown)); // escaped, and from our own jar
    return Optional.of(
        frame.still(
            name + " - Firewarden runbook", "../", div(rawHtml(html)).withClass("runbook")));
  }
}
