package org.evenmatch.report;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * A column of a CSV file.
 *
 * @param name its header
 * @param value of a row; an empty one is an empty cell
 */
record CsvColumn<T>(String name, Function<T, Optional<?>> value) {

  /** The header and a line for each of {@code rows}. */
  static <T> String render(List<CsvColumn<T>> columns, List<T> rows) {
    StringWriter text = new StringWriter();
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setHeader(columns.stream().map(CsvColumn::name).toArray(String[]::new))
            .setRecordSeparator('\n')
            .get();
    try (CSVPrinter printer = new CSVPrinter(text, format)) {
      for (T row : rows) {
        printer.printRecord(columns.stream().map(column -> column.value().apply(row).orElse(null)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
