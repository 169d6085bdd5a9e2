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
package io.firewarden.agent.access;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * The addresses at which a cluster's web server hands a request on to an application, which has
 * said itself where that leads. The reverse proxy of Spark's standalone master hands on every
 * header, so that a secret for the master would be any application's. YARN's hands on a few that
 * hold none.
 */
final class Proxied {
  /** The segment of a path from which on they answer. */
  static final String SEGMENT = "proxy";

  private static final Pattern YARNS = Pattern.compile("(redirect/)?application_\\d+_\\d+(/.*)?");

  private Proxied() {}

  static boolean is(HttpUrl url) {
    return segments(url).contains(SEGMENT);
  }

  /** Whether it is YARN's proxy; no other cluster's applications have such ids. */
  static boolean isByYarn(HttpUrl url) {
    List<String> segments = segments(url);
    List<String> rest = segments.subList(segments.indexOf(SEGMENT) + 1, segments.size());
    return YARNS.matcher(String.join("/", rest)).matches();
  }

  /** As a servlet container reads them: decoded, and without parameters after a semicolon. */
  private static List<String> segments(HttpUrl url) {
    List<String> segments = new ArrayList<>();
    for (String segment : String.join("/", url.pathSegments()).split("/", -1)) {
      segments.add(segment.replaceFirst(";.*", ""));
    }
    return segments;
  }
}
