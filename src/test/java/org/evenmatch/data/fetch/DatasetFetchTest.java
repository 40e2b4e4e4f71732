package org.evenmatch.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.evenmatch.data.DatasetDefinition;
import org.evenmatch.data.DatasetDefinition.Source;
import org.evenmatch.data.fetch.BadMirror.Behaviour;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mirrors that misbehave in every way, served on this machine. */
@Timeout(60)
class DatasetFetchTest {
  private static final String NAME = FetchingProcess.NAME;
  private static final int SIZE = 300_000;
  private static final FetchSettings IMPATIENT =
      new FetchSettings(
          Duration.ofSeconds(2),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          1_000,
          3,
          Duration.ofMillis(10));

  @TempDir private Path folder;
  private final byte[] content = bytes(1);
  private final Listener listener = new Listener();

  private static final class Listener implements FetchListener {
    private final List<String> said = new ArrayList<>();

    @Override
    public void started(String file, String mirror, long had, long bytes) {
      said.add("started at " + had);
    }

    @Override
    public void failed(String file, String mirror, String reason) {
      said.add("failed: " + reason);
    }

    @Override
    public void present(String file) {
      said.add("present");
    }

    @Override
    public void finished(String file) {
      said.add("finished");
    }
  }

  private static byte[] bytes(long seed) {
    byte[] bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private DatasetDefinition definition(String... mirrors) {
    return FetchingProcess.definition(
        new Source(NAME, SIZE, DigestUtils.md5Hex(content), Optional.empty()), mirrors);
  }

  private void fetch(String... mirrors) {
    DatasetFetch.fetch(definition(mirrors), folder, IMPATIENT, listener);
  }

  private Behaviour good() {
    return BadMirror.files(Map.of(NAME, content));
  }

  /** What a reader of the folder can see. */
  private List<String> visible() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .toList();
    }
  }

  private void assertFetched() throws IOException {
    assertThat(Arrays.equals(Files.readAllBytes(folder.resolve(NAME)), content)).isTrue();
    assertThat(visible()).containsExactly(NAME);
  }

  /** One mirror alone fails with {@code reason}; with a good one behind it, that one is used. */
  private void assertRefused(Behaviour behaviour, String reason) throws IOException {
    try (BadMirror bad = new BadMirror(behaviour);
        BadMirror good = new BadMirror(good())) {
      assertThatThrownBy(() -> fetch(bad.address()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining(NAME + " cannot be fetched: ")
          .hasMessageContaining(reason);
      assertThat(visible()).isEmpty();

      fetch(bad.address(), good.address());
      assertFetched();
    }
  }

  @Test
  void fetchesWholeFilesOnce() throws IOException {
    try (BadMirror mirror = new BadMirror(good())) {
      fetch(mirror.address());
      fetch(mirror.address());

      assertFetched();
      assertThat(mirror.requests()).hasSize(1);
      assertThat(listener.said).containsExactly("started at 0", "finished", "present");
    }
  }

  @Test
  void replacesADamagedFile() throws IOException {
    Files.write(folder.resolve(NAME), new byte[] {1, 2, 3});
    try (BadMirror mirror = new BadMirror(good())) {
      fetch(mirror.address());

      assertFetched();
    }
  }

  @Test
  void goesOnWithAPartialFile() throws IOException {
    Behaviour whole = good();
    Behaviour breaking =
        (number, request, out) -> {
          if (number > 0) {
            whole.answer(number, request, out);
            return;
          }
          BadMirror.head(out, "200 OK", "Content-Length: " + SIZE);
          out.write(content, 0, 100_000);
        };
    try (BadMirror mirror = new BadMirror(breaking)) {
      fetch(mirror.address());

      assertFetched();
      assertThat(listener.said).contains("started at 100000");
      assertThat(mirror.requests().get(1)).contains("Range: bytes=100000-");
    }
  }

  @Test
  void goesOnWithWhatAnotherProcessLeft() throws IOException {
    Files.write(partial(), Arrays.copyOf(content, 5_000));
    try (BadMirror mirror = new BadMirror(good())) {
      fetch(mirror.address());

      assertFetched();
      assertThat(listener.said).containsExactly("started at 5000", "finished");
      assertThat(mirror.requests()).hasSize(1);
      assertThat(mirror.requests().get(0)).contains("Range: bytes=5000-");
    }
  }

  private Path partial() {
    return folder.resolve("." + NAME + ".part");
  }

  @Test
  void startsAgainWhenThePartialFileIsOfAnother() throws IOException {
    Files.write(partial(), Arrays.copyOf(bytes(2), 5_000));
    try (BadMirror mirror = new BadMirror(good())) {
      fetch(mirror.address());

      assertFetched();
      assertThat(mirror.requests().get(0)).contains("Range: bytes=5000-");
      assertThat(mirror.requests().get(1)).doesNotContain("Range");
    }
  }

  @Test
  void startsAgainWhenThePartialFileIsLongerThanTheFile() throws IOException {
    Files.write(partial(), Arrays.copyOf(bytes(2), SIZE + 10));
    Behaviour whole = good();
    Behaviour strict =
        (number, request, out) -> {
          if (request.contains("Range: ")) {
            BadMirror.head(out, "416 Range Not Satisfiable", "Content-Length: 0");
          } else {
            whole.answer(number, request, out);
          }
        };
    try (BadMirror mirror = new BadMirror(strict)) {
      fetch(mirror.address());

      assertFetched();
    }
  }

  @Test
  void takesTheWholeFileFromAServerThatKnowsNoParts() throws IOException {
    Files.write(partial(), Arrays.copyOf(content, 5_000));
    Behaviour partless =
        (number, request, out) -> {
          BadMirror.head(out, "200 OK", "Content-Length: " + SIZE);
          out.write(content);
        };
    try (BadMirror mirror = new BadMirror(partless)) {
      fetch(mirror.address());

      assertFetched();
    }
  }

  @Test
  void triesAgainAfterAnErrorThatMayPass() throws IOException {
    Behaviour whole = good();
    Behaviour busy =
        (number, request, out) -> {
          if (number < 2) {
            BadMirror.head(out, "503 Service Unavailable", "Content-Length: 0");
          } else {
            whole.answer(number, request, out);
          }
        };
    try (BadMirror mirror = new BadMirror(busy)) {
      fetch(mirror.address());

      assertFetched();
      assertThat(mirror.requests()).hasSize(3);
    }
  }

  @Test
  void givesUpAfterThreeTries() throws IOException {
    Behaviour broken =
        (number, request, out) ->
            BadMirror.head(out, "500 Internal Server Error", "Content-Length: 0");
    try (BadMirror mirror = new BadMirror(broken)) {
      assertThatThrownBy(() -> fetch(mirror.address())).hasMessageContaining("it answers 500");

      assertThat(mirror.requests()).hasSize(3);
    }
    assertRefused(broken, "it answers 500");
  }

  @Test
  void doesNotAskTwiceForWhatIsNotThere() throws IOException {
    try (BadMirror mirror = new BadMirror(BadMirror.files(Map.of()))) {
      assertThatThrownBy(() -> fetch(mirror.address())).hasMessageContaining("it answers 404");

      assertThat(mirror.requests()).hasSize(1);
    }
  }

  @Test
  void refusesOtherContent() throws IOException {
    assertRefused(BadMirror.files(Map.of(NAME, bytes(2))), "its checksum is wrong");
  }

  @Test
  void refusesOtherContentPackedAnewAndWhatIsNotPackedAtAll() throws IOException {
    Source source =
        new Source(NAME, SIZE, "0".repeat(32), Optional.of(DigestUtils.sha256Hex(content)));
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes(2));
    }
    for (byte[] sent : List.of(packed.toByteArray(), bytes(3))) {
      try (BadMirror mirror = new BadMirror(BadMirror.files(Map.of(NAME, sent)))) {
        DatasetDefinition definition = FetchingProcess.definition(source, mirror.address());

        assertThatThrownBy(() -> DatasetFetch.fetch(definition, folder, IMPATIENT, listener))
            .hasMessageContaining("its checksum is wrong");
        assertThat(visible()).isEmpty();
      }
    }
  }

  @Test
  void refusesAWebPage() throws IOException {
    assertRefused(
        (number, request, out) -> {
          BadMirror.head(out, "200 OK", "Content-Type: text/html; charset=utf-8");
          out.write("<html>Please log in</html>".getBytes(StandardCharsets.US_ASCII));
        },
        "it sends a web page");
  }

  @Test
  void refusesAnEndlessBody() throws IOException {
    assertRefused(
        (number, request, out) -> {
          BadMirror.head(out, "200 OK", "Content-Type: application/gzip");
          endless(out);
        },
        "it sends more than the 375000 bytes there can be");
  }

  private static void endless(OutputStream out) throws IOException {
    byte[] block = new byte[8_192];
    while (true) {
      out.write(block);
    }
  }

  @Test
  void refusesAnAnnouncementOfTooMuch() throws IOException {
    assertRefused(
        (number, request, out) -> {
          BadMirror.head(out, "200 OK", "Content-Length: 5000000000");
          endless(out);
        },
        "it announces 5000000000 bytes");
  }

  @Test
  void refusesEndlessHeaders() throws IOException {
    assertRefused(
        (number, request, out) -> {
          out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
          while (true) {
            out.write("X-More: more\r\n".getBytes(StandardCharsets.US_ASCII));
          }
        },
        "header");
  }

  @Test
  void refusesARedirectToAnotherScheme() throws IOException {
    assertRefused(
        (number, request, out) ->
            BadMirror.head(out, "302 Found", "Location: file:///etc/passwd", "Content-Length: 0"),
        "it redirects from http to another scheme");
  }

  @Test
  void refusesARedirectToAPortThatCannotBe() throws IOException {
    assertRefused(
        (number, request, out) ->
            BadMirror.head(
                out, "302 Found", "Location: http://localhost:99999/x", "Content-Length: 0"),
        "with a port of at most 65535, but is http://localhost:99999/x");
  }

  @Test
  void refusesToGoRoundInCircles() throws IOException {
    assertRefused(
        (number, request, out) ->
            BadMirror.head(out, "301 Moved", "Location: /data/" + NAME, "Content-Length: 0"),
        "it redirects more than 5 times");
  }

  @Test
  void followsARedirectToTheSameScheme() throws IOException {
    Behaviour whole = good();
    Behaviour moved =
        (number, request, out) -> {
          if (request.startsWith("GET /elsewhere")) {
            whole.answer(number, request, out);
          } else {
            BadMirror.head(out, "307 Temporary", "Location: /elsewhere/" + NAME);
          }
        };
    try (BadMirror mirror = new BadMirror(moved)) {
      fetch(mirror.address());

      assertFetched();
    }
  }

  @Test
  void doesNotWaitForASilentServer() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    assertRefused((number, request, out) -> never.await(30, TimeUnit.SECONDS), "timed out");
  }

  @Test
  void doesNotWaitForOneThatDripsItsBody() throws IOException {
    assertRefused(
        (number, request, out) -> {
          BadMirror.head(out, "200 OK", "Content-Length: " + SIZE);
          while (true) {
            out.write(7);
            out.flush();
            TimeUnit.MILLISECONDS.sleep(100);
          }
        },
        "it sent fewer than 1000 bytes in 1.0 s");
  }

  @Test
  void refusesAMirrorThatIsNoWebAddress() {
    assertThatThrownBy(() -> fetch("ftp://example.org"))
        .hasMessageContaining("an address must be http or https");
    assertThatThrownBy(() -> fetch("http://a b")).hasMessageContaining("it is no address");
  }

  @Test
  void takesTheSameContentPackedAnew() throws IOException {
    byte[] plain = Arrays.copyOf(content, 100_000);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    }
    Source source =
        new Source(NAME, 100_000, "0".repeat(32), Optional.of(DigestUtils.sha256Hex(plain)));
    try (BadMirror mirror = new BadMirror(BadMirror.files(Map.of(NAME, packed.toByteArray())))) {
      DatasetDefinition definition = FetchingProcess.definition(source, mirror.address());

      DatasetFetch.fetch(definition, folder, IMPATIENT, listener);

      assertThat(visible()).containsExactly(NAME);
    }
  }
}
