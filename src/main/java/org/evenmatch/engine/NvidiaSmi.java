package org.evenmatch.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks NVIDIA's driver by {@code nvidia-smi}, the program that comes with it.
 *
 * <p>Its exit codes are those of NVIDIA's management library: 6 is no device, 2 an argument it does
 * not know.
 */
final class NvidiaSmi {
  private static final String PROGRAM = "nvidia-smi";
  private static final String FIELDS = "index,uuid,driver_version,memory.total,name";
  private static final String FIELDS_SINCE_510 = FIELDS + ",compute_cap";
  private static final long MOST_SECONDS = 10;
  private static final int DONE = 0;
  private static final int UNKNOWN_ARGUMENT = 2;
  private static final int NO_DEVICE = 6;
  private static final Path DRIVER_FILE = Path.of("/proc/driver/nvidia/version");
  private static final Pattern DRIVER_VERSION = Pattern.compile("\\b(\\d+\\.\\d+(?:\\.\\d+)?)\\b");
  private static final long MEBIBYTE = 1 << 20;

  private NvidiaSmi() {}

  /** What the program answered. */
  record Answer(int code, String text) {}

  /** The program with some fields to be asked for; tests bring their own. */
  interface Query {
    Answer ask(String fields) throws IOException;
  }

  static NvidiaDriver ask() {
    return ask(
        NvidiaSmi::run,
        loadedVersion(),
        Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES")));
  }

  /**
   * Describes the driver.
   *
   * @param loaded the version of the driver in the kernel, if one is loaded
   * @param visible the value of {@code CUDA_VISIBLE_DEVICES}
   */
  static NvidiaDriver ask(Query query, Optional<String> loaded, Optional<String> visible) {
    Answer answer;
    try {
      answer = query.ask(FIELDS_SINCE_510);
      if (answer.code() == UNKNOWN_ARGUMENT) {
        answer = query.ask(FIELDS);
      }
    } catch (IOException e) {
      return NvidiaDriver.none(
          loaded.isPresent()
              ? "driver "
                  + loaded.get()
                  + " is loaded, but "
                  + PROGRAM
                  + " cannot be run; a container needs NVIDIA_DRIVER_CAPABILITIES=compute,utility"
              : PROGRAM + " is not there");
    }
    if (answer.code() == NO_DEVICE && loaded.isPresent()) {
      return new NvidiaDriver(loaded, List.of(), Optional.of(firstLine(answer.text())));
    }
    if (answer.code() != DONE) {
      return NvidiaDriver.none(PROGRAM + " says: " + firstLine(answer.text()));
    }
    return describe(answer.text(), visible);
  }

  private static NvidiaDriver describe(String text, Optional<String> visible) {
    List<Row> rows =
        text.lines()
            .filter(line -> !line.isBlank())
            .map(Row::parse)
            .flatMap(Optional::stream)
            .toList();
    if (rows.isEmpty()) {
      return NvidiaDriver.none(PROGRAM + " says: " + firstLine(text));
    }
    List<Gpu> gpus = visible(rows, visible).stream().map(Row::gpu).toList();
    return new NvidiaDriver(
        Optional.of(rows.get(0).driver()),
        gpus,
        gpus.isEmpty()
            ? Optional.of("CUDA_VISIBLE_DEVICES=" + visible.orElse("") + " hides what is there")
            : Optional.empty());
  }

  /**
   * Indices or the beginnings of identifiers, up to the first that names nothing, as CUDA reads the
   * variable where {@code CUDA_DEVICE_ORDER} is {@code PCI_BUS_ID}. A part of a GPU, {@code MIG-…},
   * may be one of any.
   */
  private static List<Row> visible(List<Row> rows, Optional<String> visible) {
    if (visible.isEmpty() || visible.get().strip().startsWith("MIG-")) {
      return rows;
    }
    List<Row> seen = new ArrayList<>();
    for (String word : visible.get().split(",", -1)) {
      String name = word.strip();
      Optional<Row> row = rows.stream().filter(candidate -> candidate.isNamed(name)).findFirst();
      if (row.isEmpty() || seen.contains(row.get())) {
        break;
      }
      seen.add(row.get());
    }
    return seen;
  }

  private static String firstLine(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("nothing");
  }

  private static Optional<String> loadedVersion() {
    try {
      Matcher matcher = DRIVER_VERSION.matcher(Files.readString(DRIVER_FILE));
      return matcher.find() ? Optional.of(matcher.group(1)) : Optional.of("of unknown version");
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Answer run(String fields) throws IOException {
    Process process =
        new ProcessBuilder(PROGRAM, "--query-gpu=" + fields, "--format=csv,noheader,nounits")
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    try {
      // A few lines: they fit in the pipe.
      if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Answer(-1, "no answer within " + MOST_SECONDS + " s");
      }
      return new Answer(
          process.exitValue(),
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return new Answer(-1, "interrupted");
    }
  }

  /** One line of the answer. */
  private record Row(String index, String uuid, String driver, Gpu gpu) {
    static Optional<Row> parse(String line) {
      String[] words = line.split(",", -1);
      if (words.length < FIELDS.split(",", -1).length) {
        return Optional.empty();
      }
      return Optional.of(
          new Row(
              words[0].strip(),
              words[1].strip(),
              words[2].strip(),
              new Gpu(
                  words[1].strip(),
                  words[4].strip(),
                  words.length > 5 ? ComputeCapability.parse(words[5].strip()) : Optional.empty(),
                  memory(words[3].strip()))));
    }

    private static OptionalLong memory(String mebibytes) {
      return mebibytes.matches("\\d{1,12}")
          ? OptionalLong.of(Long.parseLong(mebibytes) * MEBIBYTE)
          : OptionalLong.empty();
    }

    boolean isNamed(String name) {
      return name.equals(index) || (name.startsWith("GPU-") && uuid.startsWith(name));
    }
  }
}
