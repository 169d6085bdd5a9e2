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
package io.firewarden.listener.http;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** TLS as it is spoken here: 1.2 and newer, of what the JVM allows. */
final class TlsConfigurator extends HttpsConfigurator {
  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  TlsConfigurator(SSLContext context) {
    super(context);
  }

  @Override
  public void configure(HttpsParameters parameters) {
    SSLParameters used = getSSLContext().getDefaultSSLParameters();
    used.setProtocols(
        Arrays.stream(used.getProtocols()).filter(PROTOCOLS::contains).toArray(String[]::new));
    parameters.setSSLParameters(used);
  }
}
