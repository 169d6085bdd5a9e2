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

/** How colours are told and compared in a page. */
final class Colours {
  /**
   * Functions to be run in a page first: a colour is red, green, blue from 0 to 255 and alpha;
   * {@code texts()} is every text that is shown, with its kind and its contrast by WCAG 2.1.
   */
  static final String FUNCTIONS =
      """
      function parsed(text) {
        const numbers = text.match(/[\\d.]+/g).map(Number);
        return numbers.length === 3 ? [...numbers, 1] : numbers;
      }
      function over(top, below) {
        return [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
      }
      function paperOf(element) {
        if (!element) return [255, 255, 255, 1];
        const own = parsed(getComputedStyle(element).backgroundColor);
        return own[3] === 1 ? own : over(own, paperOf(element.parentElement));
      }
      function inkOf(element) {
        const ink = parsed(getComputedStyle(element).color);
        for (let at = element; at; at = at.parentElement) ink[3] *= getComputedStyle(at).opacity;
        return over(ink, paperOf(element));
      }
      function luminance(colour) {
        const [red, green, blue] = colour.slice(0, 3).map(channel => {
          const share = channel / 255;
          return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      }
      function contrast(one, other) {
        const [darker, brighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (brighter + 0.05) / (darker + 0.05);
      }
      function kindOf(element) {
        if (element.matches('input, button')) return 'field';
        if (element.closest('.sign')) return 'sign';
        if (element.closest('.tag')) return 'tag';
        if (element.closest('thead th')) return 'table head';
        return element.closest('a') ? 'link' : 'text';
      }
      function texts() {
        const elements = new Set(document.querySelectorAll('input:not([type=hidden])'));
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
          if (walker.currentNode.data.trim()) elements.add(walker.currentNode.parentElement);
        }
        return Array.from(elements)
            .filter(each => each.checkVisibility({visibilityProperty: true}))
            .map(each => ({
              kind: kindOf(each),
              text: each.textContent.slice(0, 40),
              ink: getComputedStyle(each).color,
              paper: paperOf(each).join(' '),
              ratio: contrast(inkOf(each), paperOf(each)),
            }));
      }
      """;

  private Colours() {}
}
