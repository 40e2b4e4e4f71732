package org.evenmatch.report;

import java.nio.file.Path;
import java.util.List;
import org.evenmatch.definition.FuzzedFile;
import org.evenmatch.run.RunReports;

/** Results that a report is made of. */
public final class ResultsFuzz {
  private static final FuzzedFile FILE = new FuzzedFile("results.json");

  private ResultsFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    FuzzedFile.expectRefusalAtMost(
        () -> {
          Path file = FILE.of(input);
          Results results = ResultsFile.read(file);
          String unused =
              ResultsFile.rendered(
                  Path.of("results.json"),
                  () -> {
                    RunReports.writeHtml(List.of(file), file.getParent());
                    return RunReports.text(results, TextStyle.PLAIN) + RunReports.markdown(results);
                  });
        });
  }
}
