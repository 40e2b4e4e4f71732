package org.evenmatch.kernels.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.evenmatch.kernels.WindowGeometry;
import org.evenmatch.kernels.cuda.CudnnConvolution.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real bindings, and a cuDNN that computes on the processor: it shows that every call has the
 * arguments that cuDNN's interface asks for, in their order. It does not show that a GPU computes.
 */
class CudnnTest {
  private static final List<String> EMPTY = List.of("libcuda.so.1", "libcublasLt.so.13");

  private static final List<String> CUDNN =
      List.of(
          "libcudnn.so.9",
          "libcudnn_graph.so.9",
          "libcudnn_ops.so.9",
          "libcudnn_adv.so.9",
          "libcudnn_cnn.so.9");

  @TempDir private Path folder;

  @Test
  void callsOfCudnnGiveWhatDeeplearning4jsOwnArithmeticGives() throws Exception {
    assumeTrue(hasCompiler(), "the C compiler 'gcc' is not there to build a cuDNN for tests");
    for (String name : EMPTY) {
      compile("", name);
    }
    compile(source("cudart.c"), "libcudart.so.13");
    compile(source("cublas.c"), "libcublas.so.13");
    for (String name : CUDNN) {
      compile(source("cudnn.c"), name);
    }

    Path said = folder.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"),
                "-cp",
                System.getProperty("java.class.path"),
                CudnnProcess.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().put("LD_LIBRARY_PATH", folder.toString());
    // Where CUDA is installed, JavaCPP would load its own from there.
    builder.environment().put("LD_PRELOAD", folder.resolve("libcudart.so.13").toString());
    Process process = builder.start();

    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(said)).endsWith("equal\n");
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void refusesPaddingThatCudnnCannotDo() {
    WindowGeometry lopsided = WindowGeometry.same(6, 6, 2, 2, 1, 1);

    assertThatThrownBy(() -> new Shape(1, 1, 6, 6, 1, lopsided))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the same on opposite sides");
  }

  private static boolean hasCompiler() {
    try {
      return new ProcessBuilder("gcc", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private String source(String name) throws IOException {
    try (InputStream stream = getClass().getResourceAsStream("/cudnn/" + name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** With the version that the bindings were linked against, which is the file's own name. */
  private void compile(String source, String name) throws IOException, InterruptedException {
    Path code = Files.writeString(folder.resolve(name + ".c"), source);
    Path versions = Files.writeString(folder.resolve(name + ".map"), name + " { *; };\n");
    Process process =
        new ProcessBuilder(
                "gcc",
                "-O2",
                "-shared",
                "-fPIC",
                "-Wl,-soname," + name,
                "-Wl,--version-script=" + versions,
                "-o",
                folder.resolve(name).toString(),
                code.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
