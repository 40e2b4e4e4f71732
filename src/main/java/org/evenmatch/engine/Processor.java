package org.evenmatch.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processor of this machine.
 *
 * @param name the model name, as the operating system gives it
 * @param cores physical cores that this process may use
 * @param flags instruction-set extensions in Linux's spelling; empty where they cannot be read
 */
public record Processor(String name, int cores, Set<String> flags) {
  private static final Path CPUINFO = Path.of("/proc/cpuinfo");

  public Processor {
    flags = Set.copyOf(flags);
  }

  /** Reads {@code /proc/cpuinfo}; elsewhere than on Linux only the architecture is known. */
  public static Processor detect() {
    int available = Runtime.getRuntime().availableProcessors();
    try {
      return parse(Files.readString(CPUINFO), available);
    } catch (IOException e) {
      return new Processor(System.getProperty("os.arch"), available, Set.of());
    }
  }

  static Processor parse(String cpuinfo, int availableProcessors) {
    Set<String> cores = new HashSet<>();
    for (String block : cpuinfo.split("\n\\s*\n", -1)) {
      String core = field(block, "core id");
      if (!core.isEmpty()) {
        cores.add(field(block, "physical id") + "/" + core);
      }
    }
    String name = field(cpuinfo, "model name");
    return new Processor(
        name.isEmpty() ? System.getProperty("os.arch") : name,
        cores.isEmpty() ? availableProcessors : Math.min(cores.size(), availableProcessors),
        new HashSet<>(List.of(field(cpuinfo, "flags").split("\\s+"))));
  }

  private static String field(String text, String name) {
    Matcher matcher =
        Pattern.compile("^" + Pattern.quote(name) + "\\s*:\\s*(.*)$", Pattern.MULTILINE)
            .matcher(text);
    return matcher.find() ? matcher.group(1).trim() : "";
  }

  boolean hasAvx2() {
    return flags.contains("avx2") && flags.contains("fma");
  }

  /** The extensions that builds for Skylake-AVX512 use. */
  boolean hasAvx512() {
    return hasAvx2()
        && flags.containsAll(Set.of("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"));
  }
}
