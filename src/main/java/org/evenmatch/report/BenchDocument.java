package org.evenmatch.report;

import java.util.List;
import java.util.Optional;
import org.evenmatch.measure.StepTimes;
import org.evenmatch.measure.Throughput;
import org.evenmatch.spec.BenchRecipe;

/**
 * The content of the {@code results.json} that {@code bench} writes: schema 1, without the fields
 * of accuracy.
 *
 * @param schema 1
 * @param command the command line without the program's name
 * @param machine what it ran on
 * @param configurations one row a combination
 * @param benchmark what it takes to run it again
 */
public record BenchDocument(
    int schema,
    List<String> command,
    RunDocument.Machine machine,
    List<Row> configurations,
    Optional<BenchRecipe> benchmark) {

  public BenchDocument {
    command = List.copyOf(command);
    configurations = List.copyOf(configurations);
  }

  /** A benchmark before its first row. */
  public static BenchDocument empty(
      List<String> command, RunDocument.Machine machine, BenchRecipe benchmark) {
    return new BenchDocument(
        RunDocument.SCHEMA, command, machine, List.of(), Optional.of(benchmark));
  }

  /** The same with other rows. */
  public BenchDocument withRows(List<Row> rows) {
    return new BenchDocument(schema, command, machine, rows, benchmark);
  }

  /**
   * One combination of network, batch, backend and precision.
   *
   * @param name for example {@code lenet-cnn}
   * @param kind {@code fc} or {@code cnn}
   * @param batch examples in a batch, as asked for or as far as memory allowed
   * @param precision of parameters and arithmetic
   * @param environment the engine that computed
   * @param parameters trained parameters
   * @param macs multiply-accumulates of one example's forward pass
   * @param trainSamplesPerSecond training throughput
   * @param inferenceSamplesPerSecond inference throughput
   * @param steps times of training steps
   * @param trainGflops arithmetic a second in training
   * @param gemmGflops the machine's own rate of multiplying matrices
   * @param peakResidentBytes the most memory the row's process had
   * @param nativeBytes memory outside Java's heap that the engine held at the end
   * @param gpuBytes the most memory in use on the GPU while it was measured
   * @param gpuUtilization the share of that time in which the GPU ran a kernel, 0 to 1
   * @param status {@code ok} or {@code failed}
   * @param error why it failed, or that it ran at a smaller batch
   */
  public record Row(
      String name,
      String kind,
      int batch,
      String precision,
      Optional<RunDocument.Environment> environment,
      long parameters,
      long macs,
      Optional<Throughput> trainSamplesPerSecond,
      Optional<Throughput> inferenceSamplesPerSecond,
      Optional<StepTimes> steps,
      Optional<Double> trainGflops,
      Optional<Double> gemmGflops,
      Optional<Long> peakResidentBytes,
      Optional<Long> nativeBytes,
      Optional<Long> gpuBytes,
      Optional<Double> gpuUtilization,
      String status,
      Optional<String> error) {

    public boolean isOk() {
      return status.equals(RunDocument.Configuration.OK);
    }

    /** The same with another error text. */
    public Row withError(String text) {
      return new Row(
          name,
          kind,
          batch,
          precision,
          environment,
          parameters,
          macs,
          trainSamplesPerSecond,
          inferenceSamplesPerSecond,
          steps,
          trainGflops,
          gemmGflops,
          peakResidentBytes,
          nativeBytes,
          gpuBytes,
          gpuUtilization,
          status,
          Optional.of(text));
    }
  }
}
