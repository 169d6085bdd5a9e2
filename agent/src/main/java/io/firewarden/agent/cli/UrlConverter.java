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
package io.firewarden.agent.cli;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Addresses of Spark UIs, such as {@code http://127.0.0.1:4040}. */
final class UrlConverter implements ITypeConverter<URI> {
  @Override
  public URI convert(String value) {
    try {
      URI url = new URI(value);
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      boolean bare = url.getRawUserInfo() == null && url.getRawQuery() == null;
      if (web && bare && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException ignored) {
      // told below
    }
    boolean secret = value.contains("@") || value.contains("?");
    throw new TypeConversionException(
        "must be an http or https URL without user, password and query, such as"
            + " http://127.0.0.1:4040, but is "
            + (secret ? "one with an @ or a ?" : value));
  }
}
