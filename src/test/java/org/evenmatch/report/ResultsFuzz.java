package org.evenmatch.report;

import java.nio.file.Path;
import org.evenmatch.spec.FuzzedFile;

/** Results that a report is made of. */
public final class ResultsFuzz {
  private static final FuzzedFile FILE = new FuzzedFile("results.json");

  private ResultsFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    FuzzedFile.expectRefusalAtMost(
        () -> {
          RunDocument document = ResultsJson.read(FILE.of(input));
          ResultsJson.rendered(
              Path.of("results.json"),
              () -> TextReport.render(document, TextStyle.PLAIN) + MarkdownReport.render(document));
        });
  }
}
