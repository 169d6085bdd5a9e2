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
package io.firewarden.listener.push;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The beginning of an answer's body as text that can be logged; the rest is not waited for. */
final class ShortText implements BodySubscriber<String> {
  private static final int MAX_BYTES = 300;

  private final CompletableFuture<String> text = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private Flow.@Nullable Subscription subscription;

  @Override
  public CompletionStage<String> getBody() {
    return text;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] next = new byte[Math.min(buffer.remaining(), MAX_BYTES - bytes.size())];
      buffer.get(next);
      bytes.writeBytes(next);
    }
    if (bytes.size() >= MAX_BYTES) {
      if (subscription != null) {
        subscription.cancel();
      }
      onComplete();
    }
  }

  @Override
  public void onError(Throwable e) {
    text.completeExceptionally(e);
  }

  @Override
  public void onComplete() {
    text.complete(bytes.toString(UTF_8).replaceAll("[\\s\\p{Cntrl}]+", " ").strip());
  }
}
