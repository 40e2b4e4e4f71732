package org.evenmatch.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import org.apache.commons.codec.digest.DigestUtils;

/** Opens a page in headless Chromium and asks it what there is to see. */
final class Browser {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final int HEIGHT = 900;

  /** Runs before the page's own scripts. */
  private static final String BEFORE =
      """
      <script>
      const seen = {errors: []};
      addEventListener("error", e => seen.errors.push(String(e.message || e.target.src)), true);
      addEventListener("unhandledrejection", e => seen.errors.push(String(e.reason)));
      addEventListener("securitypolicyviolation", e => seen.errors.push("refused: " + e.blockedURI));
      for (const level of ["error", "warn"]) {
        console[level] = (...words) => seen.errors.push(level + ": " + words.join(" "));
      }
      </script>
      """;

  /** Runs when all is drawn; an element overflows if it is wider than the page and not scrolled. */
  private static final String AFTER =
      """
      <script>
      addEventListener("load", () => setTimeout(() => {
        const scrolled = e => e.closest(".scroll, .skip, .hidden") !== null;
        const wide = [...document.body.querySelectorAll("*")].filter(e => !scrolled(e)
          && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
        seen.overflowing = wide.map(e => e.tagName + "." + e.getAttribute("class"));
        if (document.documentElement.scrollWidth > document.documentElement.clientWidth) {
          seen.overflowing.push("the page");
        }
        seen.emptyCharts = [...document.querySelectorAll(".chart")]
          .filter(e => e.querySelectorAll("svg path").length < 5).map(e => e.id);
        seen.sections = [...document.querySelectorAll("section")]
          .map(e => document.getElementById(e.getAttribute("aria-labelledby")).id);
        seen.fetched = performance.getEntriesByType("resource").map(e => e.name)
          .filter(name => !name.startsWith("data:"));
        const result = document.createElement("pre");
        result.id = "seen-by-the-test";
        result.textContent = "SEEN" + JSON.stringify(seen) + "NEES";
        document.body.replaceChildren(result);
      }, 500));
      </script>
      """;

  private Browser() {}

  /**
   * What was found.
   *
   * @param errors of scripts, of the console and of the content policy
   * @param fetched addresses that the page asked for
   * @param overflowing elements wider than the page
   * @param emptyCharts charts in which nothing is drawn
   * @param sections the headings' ids, in order
   */
  record Page(
      List<String> errors,
      List<String> fetched,
      List<String> overflowing,
      List<String> emptyCharts,
      List<String> sections) {}

  static Page open(Path html, int width, Path scratch) throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(CHROMIUM),
        "the report is opened in Debian's chromium, which is not installed");
    Path watched = Files.createTempFile(scratch, "page", ".html");
    String page =
        Files.readString(html).replaceFirst("<head>", Matcher.quoteReplacement("<head>" + BEFORE));
    int end = page.lastIndexOf("</body>");
    // What watches is allowed beside what the page allows.
    Files.writeString(
        watched,
        (page.substring(0, end) + AFTER + page.substring(end))
            .replaceFirst("script-src ", "script-src " + hash(BEFORE) + " " + hash(AFTER) + " "));
    Path dom = Files.createTempFile(scratch, "page", ".dom");
    Process chromium =
        new ProcessBuilder(
                CHROMIUM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + Files.createTempDirectory(scratch, "profile"),
                "--window-size=" + width + "," + HEIGHT,
                "--virtual-time-budget=5000",
                "--dump-dom",
                watched.toUri().toString())
            .redirectOutput(dom.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!chromium.waitFor(2, TimeUnit.MINUTES)) {
      chromium.destroyForcibly();
      throw new AssertionError("the browser did not end");
    }
    return parse(Files.readString(dom));
  }

  private static String hash(String element) {
    String script = element.replaceAll("(?s)^\\s*<script>|</script>\\s*$", "");
    return Matcher.quoteReplacement(
        "'sha256-" + Base64.getEncoder().encodeToString(DigestUtils.sha256(script)) + "'");
  }

  private static Page parse(String dom) throws IOException {
    int from = dom.lastIndexOf("SEEN{");
    int to = dom.lastIndexOf("}NEES");
    if (from < 0 || to < from) {
      throw new AssertionError("the page said nothing");
    }
    String json =
        dom.substring(from + "SEEN".length(), to + 1)
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&");
    JsonNode seen = new ObjectMapper().readTree(json);
    return new Page(
        texts(seen.get("errors")),
        texts(seen.get("fetched")),
        texts(seen.get("overflowing")),
        texts(seen.get("emptyCharts")),
        texts(seen.get("sections")));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }
}
