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

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server of one driver. It must be opened on a daemon thread: the JDK's server starts a
 * thread that inherits this, and a driver has to exit by itself.
 */
public final class Endpoint implements AutoCloseable {
  private static final int BACKLOG = 16;
  private static final int MAX_PORT = 65535;
  private static final int FIRST_USER_PORT = 1024;

  private final HttpServer server;
  private final RequestThreads threads;

  private Endpoint(HttpServer server, RequestThreads threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Binds the first free port, as Spark's own services do.
   *
   * @param errors counts requests that failed
   * @throws IOException if no port could be had, or if the protection cannot be given; its message
   *     names host and ports, or the setting
   */
  public static Endpoint open(Binding binding, Protection protection, Pages pages, LongAdder errors)
      throws IOException {
    if (!Thread.currentThread().isDaemon()) {
      throw new IllegalStateException("the endpoint must be opened on a daemon thread");
    }
    protection.check();
    SSLContext tls = protection.keys() == null ? null : protection.keys().context();
    HttpServer server = bind(binding, tls);
    RequestThreads threads = new RequestThreads();
    server.setExecutor(threads);
    HttpContext root = server.createContext("/", new PageHandler(pages, errors));
    if (protection.credentials() != null) {
      root.getFilters().add(new Guard(protection.credentials()));
    }
    server.start();
    return new Endpoint(server, threads);
  }

  private static HttpServer bind(Binding binding, @Nullable SSLContext tls) throws IOException {
    InetAddress address = InetAddress.getByName(binding.host());
    int port = binding.port();
    int retries = binding.retries();
    BindException last = null;
    for (int offset = 0; offset <= retries; offset++) {
      try {
        return create(new InetSocketAddress(address, port(port, offset)), tls);
      } catch (BindException e) {
        last = e;
      }
    }
    String tried = port == 0 ? "any port" : "port " + port + " and the " + retries + " after it";
    throw new IOException("could not bind " + tried + " on " + address + ": " + last, last);
  }

  private static HttpServer create(InetSocketAddress address, @Nullable SSLContext tls)
      throws IOException {
    if (tls == null) {
      return HttpServer.create(address, BACKLOG);
    }
    HttpsServer server = HttpsServer.create(address, BACKLOG);
    server.setHttpsConfigurator(new TlsConfigurator(tls));
    return server;
  }

  /** Ports above the last go on with the first that needs no privilege. */
  private static int port(int base, int offset) {
    int port = base + offset;
    if (base == 0) {
      return 0;
    }
    return port <= MAX_PORT ? port : FIRST_USER_PORT + port - MAX_PORT - 1;
  }

  /** The port that was bound. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** The address for people, with a host name by which the driver can be reached. */
  public String url(String host) {
    String shown = host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    return (server instanceof HttpsServer ? "https://" : "http://") + shown + ":" + port() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
