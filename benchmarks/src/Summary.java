import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Takes the medians of all rounds, prints the table and writes {@code peers.json}. */
final class Summary {
  private static final List<String> PEERS = List.of("evenmatch", "dl4j-stock", "djl-pytorch");

  /** One peer's rates on one network and batch: the lines of all rounds. */
  private record Key(String peer, String network, String batch) {}

  public static void main(String[] args) throws IOException {
    // A peer that ran with several thread counts gives a line for each: label peer@threads.
    Map<Key, Map<String, List<double[]>>> rounds = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      String[] words = line.split(" ");
      if (words.length == 7 && words[0].equals("RESULT")) {
        rounds
            .computeIfAbsent(
                new Key(words[1], words[2], words[3]), key -> new LinkedHashMap<>())
            .computeIfAbsent(words[6], threads -> new ArrayList<>())
            .add(new double[] {Double.parseDouble(words[4]), Double.parseDouble(words[5])});
      }
    }
    Map<Key, double[]> medians = new LinkedHashMap<>();
    rounds.forEach(
        (key, byThreads) -> {
          double train = byThreads.values().stream().mapToDouble(r -> median(r, 0)).max().orElse(0);
          double infer = byThreads.values().stream().mapToDouble(r -> median(r, 1)).max().orElse(0);
          medians.put(key, new double[] {train, infer});
        });
    List<String> json = new ArrayList<>();
    medians.forEach(
        (key, rates) ->
            json.add(
                String.format(
                    Locale.ROOT,
                    "  {\"peer\": \"%s\", \"network\": \"%s\", \"batch\": %s,"
                        + " \"train_samples_per_second\": %.1f,"
                        + " \"inference_samples_per_second\": %.1f}",
                    key.peer(), key.network(), key.batch(), rates[0], rates[1])));
    Files.writeString(Path.of(args[1]), "[\n" + String.join(",\n", json) + "\n]\n");
    System.out.println(
        "| network | batch | | Evenmatch | stock DL4J | DJL/PyTorch | ÷ stock | ÷ DJL |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for (Key key : medians.keySet()) {
      if (key.peer().equals(PEERS.get(0))) {
        row(key, medians, 0, "training");
        row(key, medians, 1, "inference");
      }
    }
  }

  private static void row(Key key, Map<Key, double[]> medians, int which, String what) {
    double[] rates = new double[PEERS.size()];
    for (int i = 0; i < rates.length; i++) {
      double[] found = medians.get(new Key(PEERS.get(i), key.network(), key.batch()));
      rates[i] = found == null ? Double.NaN : found[which];
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %s | %,.0f | %,.0f | %,.0f | %.1f | %.1f |%n",
        key.network(),
        key.batch(),
        what,
        rates[0],
        rates[1],
        rates[2],
        rates[0] / rates[1],
        rates[0] / rates[2]);
  }

  private static double median(List<double[]> rounds, int which) {
    double[] values = rounds.stream().mapToDouble(round -> round[which]).sorted().toArray();
    return Arrays.stream(values).skip((values.length - 1) / 2).findFirst().orElse(Double.NaN);
  }
}
