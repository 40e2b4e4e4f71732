package org.evenmatch.kernels.onednn;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.evenmatch.engine.NativeRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class OneDnnTest {
  /** Without it the other tests of kernels are skipped, and Deeplearning4j computes everything. */
  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void isThereOnLinux() {
    NativeRuntime.current().start();

    assertThat(OneDnn.find()).as(OneDnn.problem()).isPresent();
    assertThat(OneDnn.find().orElseThrow().version()).startsWith("3.");
  }

  /**
   * JavaCPP puts a link to ND4J's in the place of oneDNN's copy: unpacking that, too, would write
   * over what other processes have loaded.
   */
  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void theOnlyOpenMpIsThatOfNd4j() throws IOException {
    NativeRuntime.current().start();
    assertThat(OneDnn.find()).isPresent();

    Set<String> loaded = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      if (line.contains("libgomp")) {
        loaded.add(line.substring(line.indexOf('/')));
      }
    }
    assertThat(loaded).hasSize(1).first(as(STRING)).contains("nd4j").doesNotContain("deleted");
  }
}
