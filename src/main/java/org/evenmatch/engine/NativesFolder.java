package org.evenmatch.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/**
 * Where native libraries are unpacked for a user who has no home of their own, as in containers:
 * JavaCPP and JNA would take a folder below the temporary one whose name anybody can foresee, and
 * load what somebody else has put there.
 */
final class NativesFolder {
  private static final Set<PosixFilePermission> OWN =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private NativesFolder() {}

  /** A folder for natives, unless {@code home} is one that the user can write to. */
  static Optional<Path> besides(Path home, Path temporary) {
    boolean usable = home.isAbsolute() && Files.isDirectory(home) && Files.isWritable(home);
    return usable || !isPosix(temporary) ? Optional.empty() : Optional.of(own(temporary));
  }

  private static boolean isPosix(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  /** The same in every process of this user, or a new one if somebody else has taken the name. */
  private static Path own(Path temporary) {
    try {
      Path fresh = Files.createTempDirectory(temporary, "evenmatch-natives-");
      Object user = Files.getAttribute(fresh, "unix:uid");
      Path named = temporary.resolve("evenmatch-natives-of-" + user);
      if (!Files.exists(named, LinkOption.NOFOLLOW_LINKS)) {
        // Whoever makes it first, what is there afterwards is looked at.
        try {
          return Files.move(fresh, named);
        } catch (IOException e) {
          return isOwn(named, user) ? named : fresh;
        }
      }
      if (isOwn(named, user)) {
        Files.delete(fresh);
        return named;
      }
      return fresh;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "native libraries are unpacked in " + temporary + ", which cannot be written: " + e, e);
    }
  }

  private static boolean isOwn(Path folder, Object user) throws IOException {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && user.equals(Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS))
        && Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS).equals(OWN);
  }
}
