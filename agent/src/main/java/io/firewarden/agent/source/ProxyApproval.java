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

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The answer to the warning page of YARN's web proxy, given beforehand. In a secured cluster the
 * proxy asks everybody but the application's owner whether to go on to a page of somebody else's,
 * in HTML, and remembers the consent in this cookie. What is behind it is only read as data here.
 */
final class ProxyApproval implements Interceptor {
  private static final Pattern PROXIED =
      Pattern.compile("/proxy/(?:redirect/)?(application_\\d+_\\d+)(?:/|$)");

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    Matcher proxied = PROXIED.matcher(request.url().encodedPath());
    if (!proxied.find()) {
      return chain.proceed(request);
    }
    String consent = "checked_" + proxied.group(1) + "=true";
    String others = request.header("Cookie");
    return chain.proceed(
        request
            .newBuilder()
            .header("Cookie", others == null ? consent : others + "; " + consent)
            .build());
  }
}
