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
import static j2html.TagCreator.nav;
import static j2html.TagCreator.span;
import static j2html.TagCreator.text;

import j2html.tags.DomContent;
import java.util.List;
import java.util.function.IntFunction;

/**
 * One page of a long list.
 *
 * @param shown the elements on it
 * @param page its number, from 1
 * @param pages how many there are; at least 1
 * @param <T> the type of the elements
 */
public record Slice<T>(List<T> shown, int page, int pages) {

  /** The page of that number, or the last one when there are fewer. */
  public static <T> Slice<T> of(List<T> all, int page, int size) {
    int pages = Math.max(1, (all.size() + size - 1) / size);
    int at = Math.min(page, pages);
    int from = (at - 1) * size;
    return new Slice<>(all.subList(from, Math.min(all.size(), from + size)), at, pages);
  }

  /**
   * Links to the pages beside this one; nothing when it is the only one.
   *
   * @param href the address of a page by its number
   */
  public DomContent links(IntFunction<String> href) {
    if (pages == 1) {
      return text("");
    }
    return nav(
            page > 1 ? a("Previous").withHref(href.apply(page - 1)).withRel("prev") : span(),
            span("Page " + page + " of " + pages),
            page < pages ? a("Next").withHref(href.apply(page + 1)).withRel("next") : span())
        .withClass("paging")
        .attr("aria-label", "Pages of the list");
  }
}
