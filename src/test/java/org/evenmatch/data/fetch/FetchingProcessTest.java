package org.evenmatch.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.codec.digest.DigestUtils;
import org.evenmatch.data.fetch.BadMirror.Behaviour;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Downloads by whole processes. */
@Timeout(120)
class FetchingProcessTest {
  @TempDir private Path folder;
  private final byte[] content = new byte[200_000];

  @BeforeEach
  void fill() {
    new Random(3).nextBytes(content);
  }

  private Process start(String mirror, Map<String, String> environment) throws IOException {
    return FetchingProcess.start(
        folder, mirror, DigestUtils.md5Hex(content), content.length, environment);
  }

  private void assertFetched(Process process) throws Exception {
    assertThat(process.waitFor()).isZero();
    assertThat(Files.readAllBytes(folder.resolve(FetchingProcess.NAME))).isEqualTo(content);
  }

  @Test
  void oneOfTwoFetchesAndTheOtherWaits() throws Exception {
    Behaviour whole = BadMirror.files(Map.of(FetchingProcess.NAME, content));
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    Behaviour waiting =
        (number, request, out) -> {
          asked.countDown();
          second.await(60, TimeUnit.SECONDS);
          whole.answer(number, request, out);
        };
    try (BadMirror mirror = new BadMirror(waiting)) {
      Process one = start(mirror.address(), Map.of());
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      Process other = start(mirror.address(), Map.of());
      while (!Files.exists(folder.resolve(FetchingProcess.WAITING))) {
        assertThat(other.waitFor(5, TimeUnit.MILLISECONDS)).isFalse();
      }
      assertThat(one.isAlive()).isTrue();
      second.countDown();

      assertFetched(one);
      assertFetched(other);
      assertThat(mirror.requests()).hasSize(1);
    }
  }

  @Test
  void asksTheProxyOfTheEnvironmentForTheWholeAddress() throws Exception {
    try (BadMirror proxy = new BadMirror(BadMirror.files(Map.of(FetchingProcess.NAME, content)))) {
      Process process = start("http://mirror.invalid/", Map.of("http_proxy", proxy.address()));

      assertFetched(process);
      assertThat(proxy.requests())
          .hasSize(1)
          .allSatisfy(
              request ->
                  assertThat(request).startsWith("GET http://mirror.invalid/images.gz HTTP/1.1"));
    }
  }
}
