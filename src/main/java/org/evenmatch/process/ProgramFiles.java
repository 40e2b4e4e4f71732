package org.evenmatch.process;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * This program as files that run it elsewhere.
 *
 * @param own the jar of its own classes
 * @param libraries the other jars of its class path
 */
record ProgramFiles(Path own, List<Path> libraries) {
  private static final String JAR = "evenmatch.jar";

  /** All of them; a folder of classes, as Maven leaves it, is packed into {@code folder}. */
  static ProgramFiles in(Path folder) throws IOException {
    Path classes;
    try {
      classes =
          Path.of(ProgramFiles.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
    List<Path> libraries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(Files::isRegularFile)
            .map(Path::toAbsolutePath)
            .filter(jar -> !jar.equals(classes.toAbsolutePath()))
            .toList();
    return new ProgramFiles(
        Files.isDirectory(classes) ? packed(classes, folder.resolve(JAR)) : classes, libraries);
  }

  private static Path packed(Path classes, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> files = Files.walk(classes)) {
      // Folders too: what is shipped is looked for in them.
      for (Path one : files.filter(path -> !path.equals(classes)).sorted().toList()) {
        String name = classes.relativize(one).toString().replace('\\', '/');
        if (Files.isDirectory(one)) {
          out.putNextEntry(new JarEntry(name + "/"));
        } else {
          out.putNextEntry(new JarEntry(name));
          Files.copy(one, out);
        }
      }
    }
    return jar;
  }

  List<Path> files() {
    return Stream.concat(Stream.of(own), libraries.stream()).toList();
  }

  /** The class path by names alone. */
  List<String> names() {
    return files().stream().map(file -> file.getFileName().toString()).toList();
  }
}
