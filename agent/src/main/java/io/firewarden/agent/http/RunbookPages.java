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
package io.firewarden.agent.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Link;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jspecify.annotations.Nullable;

/** The runbooks of the class path as pages; a name is an alert's name. */
final class RunbookPages {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]{1,100}");
  private static final String FRAME = "runbook.html";

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
  private final String frame;
  private final String policy;

  RunbookPages() {
    String found = read(RunbookPages.class.getResourceAsStream(FRAME));
    if (found == null) {
      throw new IllegalStateException(FRAME + " must be on the class path beside its class");
    }
    this.frame = found;
    this.policy = ContentPolicy.of(frame);
  }

  Answer answer(String name) {
    String markdown =
        NAME.matcher(name).matches()
            ? read(RunbookPages.class.getResourceAsStream("/runbooks/" + name + ".md"))
            : null;
    if (markdown == null) {
      return Answer.text(404, "there is no such runbook");
    }
    String html =
        frame.replace("{name}", name).replace("{runbook}", renderer.render(parser.parse(markdown)));
    return Answer.html(html, policy);
  }

  private static @Nullable String read(@Nullable InputStream resource) {
    if (resource == null) {
      return null;
    }
    try (resource) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("a resource of the class path cannot be read", e);
    }
  }
}
