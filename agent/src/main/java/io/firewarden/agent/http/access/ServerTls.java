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
package io.firewarden.agent.http.access;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import io.firewarden.agent.access.Span;
import io.firewarden.agent.config.Server.Tls;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS as the server speaks it: 1.2 and newer, with a certificate that is read again when its files
 * change. Files that cannot be used leave the one from before in use.
 */
public final class ServerTls {
  private static final Logger log = LoggerFactory.getLogger(ServerTls.class);
  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private ServerTls() {}

  /**
   * What the JDK's server is to be told.
   *
   * @throws IOException if the files cannot be used; the message names setting and file
   */
  public static HttpsConfigurator of(Tls files, InstantSource clock) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new Keys(new KeyFiles(files, clock), clock)}, null, null);
      return new Configurator(context);
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS is not to be had from this JVM: " + e.getMessage(), e);
    }
  }

  private static final class Configurator extends HttpsConfigurator {
    Configurator(SSLContext context) {
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

  /** One key, which may change between two handshakes. */
  private static final class Keys extends X509ExtendedKeyManager {
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final KeyFiles files;
    private final InstantSource clock;
    private KeyFiles.Pair pair;
    private byte[] content;
    private Instant readAt;
    private boolean failing;

    Keys(KeyFiles files, InstantSource clock) throws IOException {
      this.files = files;
      this.clock = clock;
      this.content = files.content();
      this.pair = files.read();
      this.readAt = clock.instant();
    }

    private synchronized KeyFiles.Pair current() {
      Instant now = clock.instant();
      if (new Span(readAt, FRESH).holds(now)) {
        return pair;
      }
      readAt = now;
      try {
        byte[] found = files.content();
        if (!Arrays.equals(found, content)) {
          pair = files.read();
          content = found;
          log.info("the server's certificate was read again");
        }
        failing = false;
      } catch (IOException | RuntimeException e) {
        if (!failing) {
          log.warn("the server's certificate stays the one from before: {}", e.getMessage());
        }
        failing = true;
      }
      return pair;
    }

    private @Nullable String alias(String type) {
      String algorithm = current().key().getAlgorithm();
      boolean fits =
          type.equals(algorithm)
              || (type.startsWith("Ed") && algorithm.equals("EdDSA"))
              || (type.equals("RSASSA-PSS") && algorithm.equals("RSA"));
      return fits ? "server" : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String type, Principal @Nullable [] issuers, SSLEngine engine) {
      return alias(type);
    }

    @Override
    public @Nullable String chooseServerAlias(
        String type, Principal @Nullable [] issuers, Socket socket) {
      return alias(type);
    }

    @Override
    public synchronized X509Certificate[] getCertificateChain(String alias) {
      return pair.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public synchronized PrivateKey getPrivateKey(String alias) {
      return pair.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
      return alias(type) == null ? null : new String[] {"server"};
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] types, Principal @Nullable [] issuers, Socket socket) {
      return null;
    }
  }
}
