import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Lets all peers compute in turns, a window each, so that a machine whose speed changes is as slow
 * for the one as for the other. Prints the medians, and of the quotients of a round the median, the
 * lowest and the highest; writes every window's rate.
 */
final class Rounds {
  private static final List<String> KINDS = List.of("training", "inference");

  /** Columns of the table, with their peers' classes, which run in a folder of their own each. */
  private enum Library {
    EVENMATCH("Evenmatch", "EvenmatchPeer"),
    STOCK("stock DL4J", "StockPeer"),
    DJL("DJL/PyTorch", "DjlPeer");

    private final String title;
    private final String mainClass;

    Library(String title, String mainClass) {
      this.title = title;
      this.mainClass = mainClass;
    }

    String folder() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A process that computes when asked to. */
  private static final class Peer {
    final Library library;
    final String threads;
    final TreeSet<String> notes = new TreeSet<>();
    final List<List<Double>> rates = List.of(new ArrayList<>(), new ArrayList<>());
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter requests;

    Peer(Library library, String threads, List<String> command, File errors) throws IOException {
      this.library = library;
      this.threads = threads;
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(Redirect.appendTo(errors));
      if (!threads.equals("default")) {
        builder.environment().put("OMP_NUM_THREADS", threads);
        builder.environment().put("MKL_NUM_THREADS", threads);
        builder.environment().put("DJL_OFFLINE", "true");
      }
      process = builder.start();
      answers = process.inputReader();
      requests = process.outputWriter();
    }

    /** What follows {@code word} on the next line that begins with it. */
    String answer(String word) throws IOException {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith(word)) {
          return line.substring(word.length()).trim();
        }
        note(line);
      }
      throw new IOException(library.title + " on " + threads + " threads ended");
    }

    double rate(int kind) throws IOException {
      requests.write(KINDS.get(kind) + "\n");
      requests.flush();
      double rate = Double.parseDouble(answer("RATE"));
      rates.get(kind).add(rate);
      return rate;
    }

    double median(int kind) {
      return Rounds.median(rates.get(kind));
    }

    /** Lets it end, and reads its last notes. */
    void end() {
      try {
        requests.close();
        answers.lines().forEach(line -> note(line));
      } catch (IOException | UncheckedIOException e) {
        System.err.println(library.title + ": " + e.getMessage());
      } finally {
        process.destroy();
      }
    }

    private void note(String line) {
      if (line.startsWith("NOTE ")) {
        notes.add(line.substring(5));
      }
    }
  }

  /**
   * Measures.
   *
   * @param args the folder of the networks and class paths, rounds, a window's seconds, the file for
   *     the rates, the machine's cores, then cases as {@code network:batch}
   */
  public static void main(String[] args) throws Exception {
    Path work = Path.of(args[0]);
    int rounds = Integer.parseInt(args[1]);
    TreeSet<String> notes = new TreeSet<>();
    List<String> json = new ArrayList<>();
    List<String> table = new ArrayList<>();
    for (String oneCase : Arrays.copyOfRange(args, 5, args.length)) {
      List<Peer> peers = new ArrayList<>();
      try {
        for (Library library : Library.values()) {
          for (String count : threads(library, args[4])) {
            start(work, args[2], oneCase, library, count).ifPresent(peers::add);
          }
        }
        measure(oneCase, peers, rounds);
      } catch (IOException e) {
        System.err.println(oneCase + ": after that nothing was measured: " + e.getMessage());
      } finally {
        peers.forEach(peer -> peer.end());
      }
      for (int kind = 0; kind < KINDS.size(); kind++) {
        table.add(row(oneCase, kind, peers));
      }
      for (Peer peer : peers) {
        json.add(json(oneCase, peer));
        notes.addAll(peer.notes);
      }
    }
    Files.writeString(Path.of(args[3]), "[\n" + String.join(",\n", json) + "\n]\n");
    System.out.println(
        "| network | batch | | Evenmatch | stock DL4J | DJL/PyTorch | ÷ stock | ÷ DJL |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
    table.forEach(System.out::println);
    System.out.println();
    notes.forEach(System.out::println);
  }

  /** DJL's better number of threads counts; the others have their own way. */
  private static TreeSet<String> threads(Library library, String cores) {
    return new TreeSet<>(library == Library.DJL ? List.of("1", cores) : List.of("default"));
  }

  /** A peer that is warm, or nothing where it cannot run: the file of errors says why. */
  private static Optional<Peer> start(
      Path work,
      String seconds,
      String oneCase,
      Library library,
      String threads)
      throws IOException {
    String[] words = oneCase.split(":");
    String classpath =
        work.resolve(library.folder())
            + File.pathSeparator
            + Files.readString(work.resolve(library.folder() + ".txt")).trim();
    Peer peer =
        new Peer(
            library,
            threads,
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseParallelGC",
                "-cp",
                classpath,
                library.mainClass,
                words[1],
                seconds,
                work.resolve(words[0]).toString()),
            work.resolve("errors.txt").toFile());
    try {
      peer.answer("READY");
      return Optional.of(peer);
    } catch (IOException e) {
      System.err.println(oneCase + ": " + e.getMessage());
      peer.end();
      return Optional.empty();
    }
  }

  private static void measure(String oneCase, List<Peer> peers, int rounds) throws IOException {
    for (int round = 0; round < rounds; round++) {
      for (int kind = 0; kind < KINDS.size(); kind++) {
        System.err.print(oneCase + " " + KINDS.get(kind));
        for (Peer peer : peers) {
          System.err.printf(
              Locale.ROOT,
              ", %s (%s) %.0f",
              peer.library.title,
              peer.threads,
              peer.rate(kind));
        }
        System.err.println();
      }
    }
  }

  private static String row(String oneCase, int kind, List<Peer> peers) {
    List<Double> own = best(peers, Library.EVENMATCH, kind);
    StringBuilder row = new StringBuilder("| " + oneCase.replace(":", " | ") + " | ");
    row.append(KINDS.get(kind));
    for (Library library : Library.values()) {
      row.append(String.format(Locale.ROOT, " | %,.0f", median(best(peers, library, kind))));
    }
    for (Library library : List.of(Library.STOCK, Library.DJL)) {
      List<Double> other = best(peers, library, kind);
      List<Double> quotients =
          IntStream.range(0, Math.min(own.size(), other.size()))
              .mapToObj(round -> own.get(round) / other.get(round))
              .sorted()
              .toList();
      row.append(
          quotients.isEmpty()
              ? " | "
              : String.format(
                  Locale.ROOT,
                  " | %.1f (%.1f–%.1f)",
                  median(quotients),
                  quotients.get(0),
                  quotients.get(quotients.size() - 1)));
    }
    return row + " |";
  }

  /** The rates of a library at its better number of threads. */
  private static List<Double> best(List<Peer> peers, Library library, int kind) {
    return peers.stream()
        .filter(peer -> peer.library == library)
        .max(Comparator.comparingDouble(peer -> peer.median(kind)))
        .map(peer -> peer.rates.get(kind))
        .orElse(List.of());
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    if (sorted.isEmpty()) {
      return Double.NaN;
    }
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static String json(String oneCase, Peer peer) {
    String[] words = oneCase.split(":");
    return String.format(
        Locale.ROOT,
        "  {\"peer\": \"%s\", \"threads\": \"%s\", \"network\": \"%s\", \"batch\": %s,"
            + " \"trainingExamplesPerSecond\": %s, \"inferenceExamplesPerSecond\": %s}",
        peer.library.folder(),
        peer.threads,
        words[0],
        words[1],
        rounded(peer.rates.get(0)),
        rounded(peer.rates.get(1)));
  }

  private static List<String> rounded(List<Double> rates) {
    return rates.stream().map(rate -> String.format(Locale.ROOT, "%.1f", rate)).toList();
  }
}
