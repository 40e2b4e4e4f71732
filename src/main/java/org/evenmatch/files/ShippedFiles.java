package org.evenmatch.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The YAML files of a folder that is shipped with the program, on its class path. */
public final class ShippedFiles {
  private static final String SUFFIX = ".yaml";

  private final String folder;
  private final List<String> names;

  /**
   * Looks into {@code folder}.
   *
   * @param folder for example {@code models}
   */
  public ShippedFiles(String folder) {
    this.folder = folder;
    this.names = list(folder);
  }

  /** The names of the files without their suffix, in alphabetical order. */
  public List<String> names() {
    return names;
  }

  /** How errors call the file {@code name}. */
  public String source(String name) {
    return folder + "/" + name + SUFFIX;
  }

  /** The text of the file {@code name}, which must be one of {@link #names}. */
  public String text(String name) {
    try (var stream = ShippedFiles.class.getClassLoader().getResourceAsStream(source(name))) {
      if (stream == null) {
        throw new IllegalStateException(source(name) + " is missing from the class path");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> list(String folder) {
    URL found = ShippedFiles.class.getClassLoader().getResource(folder + "/");
    if (found == null) {
      throw new IllegalStateException(folder + " is missing from the class path");
    }
    try {
      URI uri = found.toURI();
      if (!"jar".equals(uri.getScheme())) {
        return names(Path.of(uri));
      }
      String jar = uri.toString();
      try (FileSystem files =
          FileSystems.newFileSystem(
              Path.of(URI.create(jar.substring("jar:".length(), jar.indexOf('!')))), Map.of())) {
        return names(files.getPath("/" + folder));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    }
  }
}
