package org.evenmatch.report;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.evenmatch.definition.SweepPlan.Cell;
import org.evenmatch.measure.Summary;
import org.evenmatch.measure.Throughput;
import org.evenmatch.report.SweepResults.Row;

/** One member at one place of the grid, with every seed that was trained. */
record SweepPlace(List<Row> rows) {
  Cell cell() {
    return rows.get(0).cell();
  }

  Optional<Integer> images() {
    return rows.get(0).images();
  }

  Configuration sample() {
    return rows.get(0).configuration().orElseThrow();
  }

  Summary accuracy() {
    return Summary.of(
        rows.stream()
            .map(row -> row.configuration().orElseThrow().outcome().accuracy().orElseThrow())
            .map(Summary::mean)
            .toList());
  }

  /** The mean of the seeds' training throughput, where trainings were long enough to have one. */
  String examplesPerSecond() {
    OptionalDouble mean =
        rows.stream()
            .map(row -> row.configuration().orElseThrow().speed().trainSamplesPerSecond())
            .flatMap(Optional::stream)
            .mapToDouble(Throughput::median)
            .average();
    return mean.isPresent() ? Numbers.count(Math.round(mean.getAsDouble())) : Numbers.ABSENT;
  }

  /** The report of each training; none where they lie nowhere. */
  List<Table.Link> links() {
    return rows.stream()
        .flatMap(
            row ->
                row.folder().stream()
                    .map(
                        folder ->
                            new Table.Link(
                                "seed " + row.seed(), address(folder) + "/" + HtmlReport.NAME)))
        .toList();
  }

  /** A path as a link has it; one to another disk is an address already. */
  private static String address(String folder) {
    return folder.startsWith("file:")
        ? folder
        : Stream.of(folder.split("/"))
            .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))
            .collect(Collectors.joining("/"));
  }
}
