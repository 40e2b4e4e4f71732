package org.evenmatch.data.fetch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Chooses proxies as other command lines do: by the environment variables {@code http_proxy},
 * {@code https_proxy}, {@code all_proxy} and {@code no_proxy}, in small or capital letters; where
 * these are silent, by Java's own system properties.
 */
final class Proxies extends ProxySelector {
  private static final int DEFAULT_PORT = 80;

  /** The highest there is. */
  static final int MOST_PORT = 65_535;

  private final Map<String, String> environment;
  private final ProxySelector properties;

  /**
   * Reads the environment when asked.
   *
   * @param properties asked where the environment is silent
   */
  Proxies(Map<String, String> environment, ProxySelector properties) {
    this.environment = Map.copyOf(environment);
    this.properties = properties;
  }

  @Override
  public List<Proxy> select(URI uri) {
    Optional<String> proxy = proxy(uri);
    if (proxy.isEmpty()) {
      return properties.select(uri);
    }
    return List.of(isDirect(uri.getHost()) ? Proxy.NO_PROXY : parse(proxy.get()));
  }

  /**
   * Looks at what the environment says before it is used, when it can still be said in words.
   *
   * @throws RefusedException if the proxy for {@code uri} is none
   */
  void check(URI uri) throws RefusedException {
    try {
      List<Proxy> unused = select(uri);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(e.getMessage());
    }
  }

  private Optional<String> proxy(URI uri) {
    return variable(uri.getScheme() + "_proxy").or(() -> variable("all_proxy"));
  }

  /** HTTP_PROXY in capitals is left out, as in curl: a web server sets it from a request. */
  private Optional<String> variable(String name) {
    Stream<String> names =
        name.equals("http_proxy")
            ? Stream.of(name)
            : Stream.of(name, name.toUpperCase(Locale.ROOT));
    return names
        .map(environment::get)
        .filter(value -> value != null && !value.isBlank())
        .findFirst();
  }

  private boolean isDirect(String host) {
    return variable("no_proxy").stream()
        .flatMap(list -> Arrays.stream(list.split(",")))
        .map(entry -> entry.strip().replaceFirst("^\\*?\\.", ""))
        .filter(entry -> !entry.isEmpty())
        .anyMatch(entry -> entry.equals("*") || host.equals(entry) || host.endsWith("." + entry));
  }

  private static Proxy parse(String text) {
    URI uri;
    try {
      uri = new URI(text.contains("://") ? text : "http://" + text);
    } catch (URISyntaxException e) {
      throw unusable(text, e);
    }
    if (uri.getHost() == null || uri.getPort() > MOST_PORT) {
      throw unusable(text, null);
    }
    int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    return new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(uri.getHost(), port));
  }

  private static IllegalArgumentException unusable(String text, Throwable cause) {
    return new IllegalArgumentException(
        "the environment's proxy must be http://HOST:PORT with a port of at most 65535, but is '"
            + text
            + "'",
        cause);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException e) {
    properties.connectFailed(uri, address, e);
  }
}
