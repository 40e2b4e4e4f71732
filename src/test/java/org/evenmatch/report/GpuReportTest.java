package org.evenmatch.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.evenmatch.files.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuReportTest {
  @TempDir private Path folder;

  private static String row(String backend, String precision, int rate, String gpu) {
    return """
        {"name": "lenet-cnn", "kind": "cnn", "batch": 64, "precision": "%s",
         "environment": {"backend": "%s", "device": "d", "engine": "e", "native": "n",
           "kernels": "k", "blas": "b", "threads": 2},
         "parameters": 5, "macs": 7,
         "train_samples_per_second": {"median": %d, "min": 1, "max": 2},
         "inference_samples_per_second": {"median": %d, "min": 1, "max": 2},
         %s "status": "ok"}
        """
        .formatted(precision, backend, rate, 3 * rate, gpu);
  }

  private Path report(String... steps) throws IOException {
    return Files.writeString(
        folder.resolve("gpu-report.json"),
        "{\"schema\": 1, \"steps\": null, " + String.join(", ", steps) + "}");
  }

  @Test
  void putsEveryBenchmarkIntoOneTableAndPytorchBesideIt() throws Exception {
    Path report =
        report(
            "\"bench-a\": {\"configurations\": ["
                + row(
                    "cuda", "float32", 5000, "\"gpu_bytes\": 1073741824, \"gpu_utilization\": 0.5,")
                + ","
                + row("cuda", "float16", 8000, "")
                + "]}",
            "\"bench-cpu\": {\"configurations\": [" + row("cpu", "float32", 1000, "") + "]}",
            "\"bench-failed\": null",
            """
            "pytorch": {"rows": [{"name": "lenet-cnn", "batch": 64, "precision": "float32",
              "train_samples_per_second": 4000, "inference_samples_per_second": 30000},
              {"name": "lenet-cnn", "batch": 99, "precision": "float32",
              "train_samples_per_second": 4000, "inference_samples_per_second": 30000}]}""");

    List<String> rows =
        GpuReport.render(report).lines().filter(line -> line.contains("lenet-cnn")).toList();

    assertThat(rows).hasSize(5);
    assertThat(rows.get(0)).contains(" cuda ", " float32 ", "5.0x", "1.0 GiB", "50 %");
    assertThat(rows.get(1)).contains(" cuda ", " float16 ", "8.0x");
    assertThat(rows.get(2)).contains(" cpu ", "1.0x");
    assertThat(rows.get(3)).contains("5,000", "4,000", "1.25x", "15,000", "30,000", "0.50x");
    assertThat(rows.get(4)).contains(" 99 ", Numbers.ABSENT, "4,000");
  }

  @Test
  void hasNoColumnsForGpusWhereThereIsNone() throws Exception {
    Path report =
        report("\"bench-a\": {\"configurations\": [" + row("cpu", "float32", 1000, "") + "]}");

    assertThat(GpuReport.render(report)).contains("lenet-cnn").doesNotContain("GPU", "PyTorch");
  }

  @Test
  void refusesWhatIsNoReport() throws Exception {
    Path report = Files.writeString(folder.resolve("x.json"), "{\"bench-a\": ");

    assertThatThrownBy(() -> GpuReport.render(report))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("x.json is not a report of a GPU");
  }
}
