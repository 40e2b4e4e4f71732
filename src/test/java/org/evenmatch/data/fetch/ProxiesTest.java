package org.evenmatch.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
  private static final URI PLAIN = URI.create("http://data.example.org/x");
  private static final URI SECURE = URI.create("https://data.example.org/x");

  private static String chosen(Map<String, String> environment, URI uri) {
    List<Proxy> proxies =
        new Proxies(
                environment, ProxySelector.of(InetSocketAddress.createUnresolved("from-java", 1)))
            .select(uri);
    assertThat(proxies).hasSize(1);
    if (proxies.get(0).type() == Proxy.Type.DIRECT) {
      return "direct";
    }
    InetSocketAddress address = (InetSocketAddress) proxies.get(0).address();
    return address.getHostString() + ":" + address.getPort();
  }

  @Test
  void asksTheVariableOfTheScheme() {
    Map<String, String> environment =
        Map.of("http_proxy", "http://one:3128", "HTTPS_PROXY", "two:8080");

    assertThat(chosen(environment, PLAIN)).isEqualTo("one:3128");
    assertThat(chosen(environment, SECURE)).isEqualTo("two:8080");
  }

  @Test
  void takesOneForAll() {
    assertThat(chosen(Map.of("ALL_PROXY", "http://all"), SECURE)).isEqualTo("all:80");
  }

  @Test
  void goesDirectlyWhereToldTo() {
    Map<String, String> environment =
        Map.of("http_proxy", "http://one:3128", "no_proxy", "localhost, .example.org");

    assertThat(chosen(environment, PLAIN)).isEqualTo("direct");
    assertThat(chosen(environment, URI.create("http://example.org/"))).isEqualTo("direct");
    assertThat(chosen(environment, URI.create("http://notexample.org/"))).isEqualTo("one:3128");
  }

  @Test
  void asksJavaWhereTheEnvironmentIsSilent() {
    assertThat(chosen(Map.of(), PLAIN)).isEqualTo("from-java:1");
    assertThat(chosen(Map.of("HTTP_PROXY", "http://set-by-a-request"), PLAIN))
        .isEqualTo("from-java:1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://:x@@:bad", "http://host:99999", "http://", "a b"})
  void whatIsNoProxyIsRefusedInWords(String value) {
    Proxies proxies = new Proxies(Map.of("https_proxy", value), ProxySelector.of(null));

    assertThatThrownBy(() -> proxies.check(SECURE))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "the environment's proxy must be http://HOST:PORT with a port of at most 65535, but is"
                + " '%s'",
            value);
    assertThatCode(() -> proxies.check(PLAIN)).doesNotThrowAnyException();
  }
}
