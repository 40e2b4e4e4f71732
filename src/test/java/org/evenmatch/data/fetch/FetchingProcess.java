package org.evenmatch.data.fetch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.evenmatch.data.DatasetDefinition;
import org.evenmatch.data.DatasetDefinition.Source;
import org.evenmatch.definition.Shape;
import org.evenmatch.files.AtomicFiles;

/** Fetches one file in a process of its own. */
final class FetchingProcess {
  static final String NAME = "images.gz";

  /** Is there when a process waits for another one. */
  static final String WAITING = "somebody-waits";

  private FetchingProcess() {}

  /**
   * Starts a process that fetches.
   *
   * @param md5 of the file
   * @param bytes of the file
   */
  static Process start(
      Path folder, String mirror, String md5, long bytes, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            FetchingProcess.class.getName(),
            folder.toString(),
            mirror,
            md5,
            Long.toString(bytes));
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    builder.environment().putAll(environment);
    return builder.inheritIO().start();
  }

  /** Takes folder, mirror, MD5 and size. */
  public static void main(String[] words) {
    Source source = new Source(NAME, Long.parseLong(words[3]), words[2], Optional.empty());
    Path folder = Path.of(words[0]);
    FetchListener listener =
        new FetchListener() {
          @Override
          public void waiting() {
            AtomicFiles.writeString(folder.resolve(WAITING), "");
          }
        };
    DatasetFetch.fetch(definition(source, words[1]), folder, FetchSettings.DEFAULT, listener);
  }

  /** A dataset of one file. */
  static DatasetDefinition definition(Source source, String... mirrors) {
    return new DatasetDefinition(
        "test",
        "Test",
        DatasetDefinition.Format.IDX,
        Shape.image(28, 28, 1),
        List.of("a", "b"),
        1,
        1,
        List.of(mirrors),
        List.of(source),
        "none",
        "none");
  }
}
