package org.evenmatch.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Why native libraries do not load, as far as this process can tell, and what to do. */
public final class NativeFailure {
  private static final Path MAPS = Path.of("/proc/self/maps");

  private NativeFailure() {}

  /** What to say after an error of the linker. */
  public static String advice() {
    try {
      return advice(Files.readString(MAPS));
    } catch (IOException e) {
      return advice("");
    }
  }

  /** The same for a process that has the files in {@code maps} loaded. */
  static String advice(String maps) {
    if (maps.contains("ld-musl") || maps.contains("libc.musl")) {
      return "the native libraries need the C library glibc, and this system's is musl: use a"
          + " system with glibc, as Debian";
    }
    return "native libraries cannot be loaded: make sure that they were made for this system, and"
        + " that programs may run from the folder they are unpacked in (choose another with"
        + " EVENMATCH_JAVA_OPTS='-Dorg.bytedeco.javacpp.cachedir=DIR -Djna.tmpdir=DIR')";
  }
}
