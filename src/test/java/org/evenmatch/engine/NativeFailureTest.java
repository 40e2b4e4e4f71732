package org.evenmatch.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NativeFailureTest {
  @Test
  void namesMuslWhereThatIsTheCLibrary() {
    assertThat(NativeFailure.advice("7f12-7f34 r-xp 0 08:01 12 /lib/ld-musl-x86_64.so.1\n"))
        .contains("need the C library glibc, and this system's is musl");
  }

  @Test
  void namesTheFolderWhereTheCLibraryIsTheRightOne() {
    assertThat(NativeFailure.advice("7f12-7f34 r-xp 0 08:01 12 /usr/lib/libc.so.6\n"))
        .doesNotContain("musl")
        .contains("programs may run from the folder");
    assertThat(NativeFailure.advice()).doesNotContain("musl");
  }
}
