package org.evenmatch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativesFolderTest {
  private static final Path NOWHERE = Path.of("?");

  @TempDir private Path temporary;

  private Path folder() {
    return NativesFolder.besides(NOWHERE, temporary).orElseThrow();
  }

  private static String permissions(Path folder) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
  }

  @Test
  void aUserWithAHomeKeepsItsOwnCache() {
    assertThat(NativesFolder.besides(temporary, temporary)).isEmpty();
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void aUserWithoutAHomeHasOneFolderThatNobodyElseCanWriteTo() throws IOException {
    Path folder = folder();

    assertThat(folder).hasParent(temporary);
    assertThat(permissions(folder)).isEqualTo("rwx------");
    assertThat(folder()).isEqualTo(folder);
    assertThat(temporary).isDirectoryContaining(folder::equals);
    try (var entries = Files.list(temporary)) {
      assertThat(entries).hasSize(1);
    }
  }

  @Test
  void aFolderThatOthersCanWriteToIsNotTaken() throws IOException {
    Path taken = folder();
    Files.setPosixFilePermissions(taken, PosixFilePermissions.fromString("rwxrwxrwx"));

    Path folder = folder();

    assertThat(folder).isNotEqualTo(taken).hasParent(temporary);
    assertThat(permissions(folder)).isEqualTo("rwx------");
  }

  @Test
  void aLinkIsNotFollowed(@TempDir Path elsewhere) throws IOException {
    Path taken = folder();
    Files.delete(taken);
    Files.createSymbolicLink(taken, elsewhere);

    assertThat(folder()).isNotEqualTo(taken).hasParent(temporary);
    assertThat(elsewhere).isEmptyDirectory();
  }
}
