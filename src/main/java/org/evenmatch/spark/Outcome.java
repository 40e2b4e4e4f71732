package org.evenmatch.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What an executor brings back. */
final class Outcome implements Serializable {
  private static final long serialVersionUID = 1;

  private final String name;
  private final int code;
  private final String host;
  private final String said;
  private final byte[] results;

  /**
   * What came of a task.
   *
   * @param name the task's
   * @param code the exit code of the program
   * @param host where it ran
   * @param said the last thing that the program said
   * @param results the task's folder as a zip archive; empty where it left none
   */
  Outcome(String name, int code, String host, String said, byte[] results) {
    this.name = name;
    this.code = code;
    this.host = host;
    this.said = said;
    this.results = results.clone();
  }

  /** The same without its results. */
  Outcome empty() {
    return new Outcome(name, code, host, said, new byte[0]);
  }

  String name() {
    return name;
  }

  int code() {
    return code;
  }

  String host() {
    return host;
  }

  String said() {
    return said;
  }

  /** Writes the archive, if there is one. */
  void writeResults(Path archive) throws IOException {
    if (results.length > 0) {
      Path part = archive.resolveSibling(archive.getFileName() + ".part");
      Files.write(part, results);
      Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
