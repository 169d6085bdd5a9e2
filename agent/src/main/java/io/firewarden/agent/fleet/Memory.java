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
package io.firewarden.agent.fleet;

import io.firewarden.agent.discovery.Ending;
import io.firewarden.agent.poll.Earlier;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import io.firewarden.model.SourceKind;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a restart must not forget of the applications.
 *
 * @param known those that ran or waited
 * @param ended those that had ended
 */
record Memory(List<Known> known, List<Past> ended) {

  Memory {
    known = List.copyOf(known);
    ended = List.copyOf(ended);
  }

  /** The part of it that is about some applications. */
  Memory of(Predicate<String> ids) {
    return new Memory(
        known.stream().filter(one -> ids.test(one.application().id())).toList(),
        ended.stream().filter(one -> ids.test(one.last().application().id())).toList());
  }

  /**
   * An application that ran or waited.
   *
   * @param snapshot its last, as {@link Fleet.EndedView} has it
   * @param source who gave that
   * @param seenAt when it was last known to be there
   * @param sources who gave which of it
   */
  record Known(
      ApplicationSnapshot snapshot, String source, Instant seenAt, List<SourceShare> sources) {
    Known {
      sources = List.copyOf(sources);
    }

    Application application() {
      return snapshot.application();
    }

    /**
     * Who knew of it.
     *
     * @param lists the addresses that are asked now which applications there are
     */
    Earlier.By by(Set<String> lists) {
      List<String> listed =
          sources.stream()
              .filter(share -> share.kind() == SourceShare.Kind.DISCOVERY)
              .map(SourceShare::source)
              .toList();
      if (!listed.stream().allMatch(source -> isAsked(source, lists))) {
        return Earlier.By.OTHERS;
      }
      boolean onlyRead = listed.isEmpty() && snapshot.source() == SourceKind.REST;
      return onlyRead ? Earlier.By.ADDRESS : Earlier.By.ASKED;
    }

    /** The masters of one cluster have one name together. */
    private static boolean isAsked(String source, Set<String> lists) {
      return lists.contains(source) || Stream.of(source.split(",", -1)).anyMatch(lists::contains);
    }

    /** As it was shown, at the source where it was met last. */
    Fleet.ApplicationView view(String where) {
      boolean read = snapshot.source() != SourceKind.LISTED;
      return new Fleet.ApplicationView(
          application(),
          where,
          read ? seenAt : null,
          read ? snapshot : null,
          null,
          null,
          null,
          null,
          null,
          sources);
    }
  }

  /**
   * An application that ended.
   *
   * @param last its last snapshot, as {@link Fleet.EndedView} has it
   * @param told what each source says of the end, in the order in which they did
   * @param toldAt when the end was told first
   * @param seen whether it was known to wait or to run
   * @param sources who gave which of it
   */
  record Past(
      ApplicationSnapshot last,
      List<Ending> told,
      Instant toldAt,
      boolean seen,
      List<SourceShare> sources) {
    Past {
      told = List.copyOf(told);
      sources = List.copyOf(sources);
    }
  }
}
