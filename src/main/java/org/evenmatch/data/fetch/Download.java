package org.evenmatch.data.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;
import org.evenmatch.files.AtomicFiles;

/**
 * Gets files over HTTP, each into a partial file that a later try goes on with. Every wait has an
 * end, and no more is kept than the file may have.
 */
final class Download implements Closeable {
  private static final int MOST_REDIRECTS = 5;
  private static final int MOST_HEADERS = 200;
  private static final int MOST_LINE_BYTES = 16_384;
  private static final int BUFFER = 1 << 16;

  private final FetchSettings settings;
  private final Proxies proxies = new Proxies(System.getenv(), ProxySelector.getDefault());
  private final CloseableHttpClient client;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "download-watch");
            thread.setDaemon(true);
            return thread;
          });

  Download(FetchSettings settings) {
    this.settings = settings;
    Timeout silence = Timeout.of(settings.silence());
    Http1Config limits =
        Http1Config.custom()
            .setMaxHeaderCount(MOST_HEADERS)
            .setMaxLineLength(MOST_LINE_BYTES)
            .build();
    this.client =
        HttpClients.custom()
            .setUserAgent("evenmatch")
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder().http1Config(limits).build())
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                            .setSocketTimeout(silence)
                            .build())
                    .build())
            .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(silence).build())
            .setRoutePlanner(new SystemDefaultRoutePlanner(proxies))
            // The file is wanted as it lies there, and redirects are looked at before they are
            // followed.
            .disableContentCompression()
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .build();
  }

  /**
   * Gets {@code address} into {@code partial}, going on where that ends.
   *
   * @param mostBytes that the file may have
   * @param advanced hears how many bytes are there
   * @throws RefusedException if the answer cannot be the file
   * @throws IOException if the network fails
   * @throws UncheckedIOException if {@code partial} cannot be written
   */
  void get(URI address, Path partial, long mostBytes, LongConsumer advanced) throws IOException {
    URI at = address;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpGet request = new HttpGet(requireHttp(at));
      long had = size(partial);
      if (had > 0) {
        request.setHeader(HttpHeaders.RANGE, "bytes=" + had + "-");
      }
      URI next = exchange(request, at, partial, had, mostBytes, advanced);
      if (next == null) {
        return;
      }
      at = next;
    }
    throw new RefusedException("it redirects more than " + MOST_REDIRECTS + " times");
  }

  /** Returns where to look instead, or null when the file is there. */
  private URI exchange(
      HttpGet request, URI at, Path partial, long had, long mostBytes, LongConsumer advanced)
      throws IOException {
    AtomicLong received = new AtomicLong();
    AtomicBoolean stalled = new AtomicBoolean();
    ScheduledFuture<?> guard = guard(request, received, stalled);
    try {
      return client.execute(
          request,
          response -> {
            try {
              URI next = redirect(at, response);
              if (next == null) {
                receive(response, partial, had, mostBytes, advanced, received);
              }
              return next;
            } finally {
              // Ends the connection: the client would read an unwanted body to its end.
              request.cancel();
            }
          });
    } catch (IOException e) {
      if (stalled.get()) {
        throw new IOException(
            "it sent fewer than "
                + settings.leastBytesPerWindow()
                + " bytes in "
                + settings.window().toMillis() / 1e3
                + " s",
            e);
      }
      throw e;
    } finally {
      guard.cancel(false);
    }
  }

  /** Ends an exchange that goes too slowly, in its headers too. */
  private ScheduledFuture<?> guard(HttpGet request, AtomicLong received, AtomicBoolean stalled) {
    AtomicLong before = new AtomicLong();
    long window = settings.window().toNanos();
    return watch.scheduleAtFixedRate(
        () -> {
          long now = received.get();
          if (now - before.getAndSet(now) < settings.leastBytesPerWindow()) {
            stalled.set(true);
            request.cancel();
          }
        },
        window,
        window,
        TimeUnit.NANOSECONDS);
  }

  private URI requireHttp(URI address) throws RefusedException {
    boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    if (!http || address.getHost() == null || address.getPort() > Proxies.MOST_PORT) {
      throw new RefusedException(
          "an address must be http or https with a port of at most 65535, but is " + address);
    }
    proxies.check(address);
    return address;
  }

  private static URI redirect(URI at, ClassicHttpResponse response) throws RefusedException {
    Header location = response.getFirstHeader(HttpHeaders.LOCATION);
    int status = response.getCode();
    if (status < HttpStatus.SC_REDIRECTION || status >= HttpStatus.SC_BAD_REQUEST) {
      return null;
    }
    if (location == null || status == HttpStatus.SC_NOT_MODIFIED) {
      throw new RefusedException("it answers " + status + " without saying where to look");
    }
    try {
      URI next = at.resolve(location.getValue());
      if (!at.getScheme().equals(next.getScheme())) {
        throw new RefusedException(
            "it redirects from " + at.getScheme() + " to another scheme: " + next);
      }
      return next;
    } catch (IllegalArgumentException e) {
      throw new RefusedException("it redirects to what is no address: " + location.getValue());
    }
  }

  private static void receive(
      ClassicHttpResponse response,
      Path partial,
      long had,
      long mostBytes,
      LongConsumer advanced,
      AtomicLong received)
      throws IOException {
    int status = response.getCode();
    if (status == HttpStatus.SC_REQUESTED_RANGE_NOT_SATISFIABLE) {
      // There is nothing behind what was had: that is complete, or wrong and found to be so.
      return;
    }
    requireFile(response, mostBytes);
    boolean continued =
        status == HttpStatus.SC_PARTIAL_CONTENT && startsAt(response) == had && had > 0;
    if (status == HttpStatus.SC_PARTIAL_CONTENT && !continued) {
      throw new RefusedException("it sends another part than the one asked for");
    }
    long there = continued ? had : 0;
    InputStream in = response.getEntity().getContent();
    try (OutputStream out = open(partial, continued)) {
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        received.addAndGet(count);
        there += count;
        if (there > mostBytes) {
          throw new RefusedException("it sends more than the " + mostBytes + " bytes there can be");
        }
        write(out, buffer, count, partial);
        advanced.accept(there);
      }
    }
  }

  private static void requireFile(ClassicHttpResponse response, long mostBytes) throws IOException {
    int status = response.getCode();
    String said = "it answers " + status + " " + response.getReasonPhrase();
    if (status >= HttpStatus.SC_INTERNAL_SERVER_ERROR
        || status == HttpStatus.SC_TOO_MANY_REQUESTS
        || status == HttpStatus.SC_REQUEST_TIMEOUT) {
      throw new IOException(said);
    }
    if (status != HttpStatus.SC_OK && status != HttpStatus.SC_PARTIAL_CONTENT) {
      throw new RefusedException(said);
    }
    if (response.getEntity() == null) {
      throw new RefusedException("it sends nothing");
    }
    String type = response.getEntity().getContentType();
    if (type != null && type.startsWith("text/html")) {
      throw new RefusedException("it sends a web page");
    }
    if (response.getEntity().getContentLength() > mostBytes) {
      throw new RefusedException(
          "it announces "
              + response.getEntity().getContentLength()
              + " bytes where there can be "
              + mostBytes);
    }
  }

  /** The first byte of a part: {@code Content-Range: bytes FIRST-LAST/ALL}. */
  private static long startsAt(ClassicHttpResponse response) {
    Header range = response.getFirstHeader(HttpHeaders.CONTENT_RANGE);
    String text = range == null ? "" : range.getValue();
    return text.matches("bytes \\d{1,18}-.*")
        ? Long.parseLong(text.substring("bytes ".length(), text.indexOf('-')))
        : -1;
  }

  private static long size(Path partial) {
    try {
      return Files.exists(partial) ? Files.size(partial) : 0;
    } catch (IOException e) {
      throw unwritable(partial, e);
    }
  }

  private static OutputStream open(Path partial, boolean append) {
    try {
      return Files.newOutputStream(
          partial,
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException e) {
      throw unwritable(partial, e);
    }
  }

  private static void write(OutputStream out, byte[] buffer, int count, Path partial) {
    try {
      out.write(buffer, 0, count);
    } catch (IOException e) {
      throw unwritable(partial, e);
    }
  }

  private static UncheckedIOException unwritable(Path partial, IOException e) {
    return AtomicFiles.failure(partial, e);
  }

  @Override
  public void close() throws IOException {
    watch.shutdownNow();
    client.close();
  }
}
