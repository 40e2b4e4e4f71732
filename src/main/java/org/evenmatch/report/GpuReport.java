package org.evenmatch.report;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.Json;
import org.evenmatch.files.TextFile;
import org.evenmatch.measure.Throughput;

/** The tables of a {@code gpu-report.json}, which {@code scripts/gpu-check} writes. */
public final class GpuReport {
  private static final int MOST_BYTES = 64 << 20;

  private GpuReport() {}

  /**
   * One row of what PyTorch did.
   *
   * @param name of the network
   * @param batch examples in a batch
   * @param precision of the arithmetic
   * @param trainSamplesPerSecond training throughput
   * @param inferenceSamplesPerSecond inference throughput
   */
  record PeerRow(
      String name,
      int batch,
      String precision,
      double trainSamplesPerSecond,
      double inferenceSamplesPerSecond) {}

  /**
   * Every benchmark of the report in one table, then PyTorch beside it, if it was measured.
   *
   * @throws InvalidInputException if {@code file} is no such report
   */
  public static String render(Path file) {
    try {
      JsonNode report =
          Json.parse(TextFile.read(file, MOST_BYTES, "a report of a GPU"), JsonNode.class);
      List<Configuration> rows = new ArrayList<>();
      for (var step : report.properties()) {
        if (step.getKey().startsWith("bench-") && step.getValue().has("configurations")) {
          for (JsonNode row : step.getValue().get("configurations")) {
            rows.add(Json.parse(file.toString(), row, Configuration.class));
          }
        }
      }
      List<PeerRow> peers = new ArrayList<>();
      for (JsonNode row : report.path("pytorch").path("rows")) {
        peers.add(Json.parse(file.toString(), row, PeerRow.class));
      }
      StringBuilder text = new StringBuilder(ResultTables.benchmark(rows).asText()).append('\n');
      if (!peers.isEmpty()) {
        text.append(beside(rows, peers)).append('\n');
      }
      return text.toString();
    } catch (JacksonException e) {
      throw new InvalidInputException(
          file + " is not a report of a GPU (" + e.getOriginalMessage() + ")", e);
    }
  }

  private static String beside(List<Configuration> rows, List<PeerRow> peers) {
    List<List<String>> cells = new ArrayList<>();
    for (PeerRow peer : peers) {
      Optional<Configuration> own =
          rows.stream()
              .filter(row -> row.backend().equals("cuda"))
              .filter(row -> row.name().equals(peer.name()) && row.batch() == peer.batch())
              .filter(row -> row.precision().filter(peer.precision()::equals).isPresent())
              .findFirst();
      Optional<Throughput> training = own.flatMap(row -> row.speed().trainSamplesPerSecond());
      Optional<Throughput> inference = own.flatMap(row -> row.speed().inferenceSamplesPerSecond());
      cells.add(
          List.of(
              peer.name(),
              Integer.toString(peer.batch()),
              peer.precision(),
              Numbers.rate(training),
              Numbers.count(Math.round(peer.trainSamplesPerSecond())),
              ratio(training, peer.trainSamplesPerSecond()),
              Numbers.rate(inference),
              Numbers.count(Math.round(peer.inferenceSamplesPerSecond())),
              ratio(inference, peer.inferenceSamplesPerSecond())));
    }
    return new Table(
            List.of(
                "network",
                "batch",
                "precision",
                "train ex/s",
                "PyTorch",
                "ratio",
                "infer ex/s",
                "PyTorch",
                "ratio"),
            cells)
        .asText();
  }

  private static String ratio(Optional<Throughput> own, double peer) {
    return own.map(rate -> String.format(Locale.ROOT, "%.2fx", rate.median() / peer))
        .orElse(Numbers.ABSENT);
  }
}
