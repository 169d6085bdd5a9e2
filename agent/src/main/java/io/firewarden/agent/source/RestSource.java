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
package io.firewarden.agent.source;

import io.firewarden.agent.source.RestJson.ApplicationInfo;
import io.firewarden.agent.source.UnreadableException.Kind;
import io.firewarden.model.Application;
import io.firewarden.model.ApplicationSnapshot;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The application behind one Spark UI, read by its REST API. Of Spark's costly answers, {@code
 * details} and whole task lists are not asked for, and task summaries only of a few stages in which
 * a task runs too long. When the address gets another application, reading starts afresh with that.
 *
 * <p>The moment of a snapshot is by our clock, the moments in it are by the driver's; an age is off
 * by as much as the two clocks are.
 */
public final class RestSource implements SnapshotSource {
  private static final Logger log = LoggerFactory.getLogger(RestSource.class);

  private final RestClient client;
  private final String base;
  private final Duration deadline;
  private final InstantSource clock;
  private @Nullable RestSession session;

  /**
   * @param driver the URL of the Spark UI
   * @param deadline for all requests of one reading together
   */
  public RestSource(RestClient client, URI driver, Duration deadline, InstantSource clock) {
    this.client = client;
    String url = RestClient.shown(driver);
    this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    this.deadline = deadline;
    this.clock = clock;
  }

  @Override
  public String name() {
    return base;
  }

  @Override
  public Reading read(Function<String, Duration> taskLimit) {
    PollRequests requests = new PollRequests(client, base, deadline);
    try {
      ApplicationSnapshot snapshot = snapshot(requests, taskLimit);
      return new Reading.Read(snapshot, requests.cost());
    } catch (UnreadableException e) {
      String why = e.why().contains(base) ? e.why() : base + ": " + e.why();
      return new Reading.Unavailable(why, e.code(), requests.cost());
    } catch (RuntimeException e) {
      log.error("{} could not be read because of a fault of Firewarden", base, e);
      String why = base + " could not be read: a fault of Firewarden: " + e;
      return new Reading.Unavailable(why, Reading.Unavailable.FAULT, requests.cost());
    }
  }

  private ApplicationSnapshot snapshot(PollRequests requests, Function<String, Duration> taskLimit)
      throws UnreadableException {
    Instant now = clock.instant();
    ApplicationInfo info = onlyApplication(requests);
    RestSession current = session;
    if (current == null || !current.isOf(info)) {
      current = RestSession.open(requests, info, now);
      session = current;
    }
    Application application = RestSession.application(info, current.localMode(), base);
    return current.read(requests, application, now, taskLimit.apply(application.name()));
  }

  private ApplicationInfo onlyApplication(PollRequests requests) throws UnreadableException {
    List<ApplicationInfo> found = requests.list("", ApplicationInfo[].class);
    if (found.size() != 1) {
      throw new UnreadableException(
          Kind.NOT_JSON,
          base
              + "/api/v1/applications lists "
              + found.size()
              + " applications; expected the one of a driver (a history server is no driver)");
    }
    return found.get(0);
  }
}
