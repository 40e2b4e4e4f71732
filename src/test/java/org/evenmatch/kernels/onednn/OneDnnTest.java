package org.evenmatch.kernels.onednn;

import static org.assertj.core.api.Assertions.assertThat;

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
}
