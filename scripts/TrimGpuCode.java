import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Overwrites with zeros, in libraries, the code for GPUs other than one: the files keep their size
 * and everything its place, and compress to a fraction.
 *
 * <p>CUDA keeps code in containers ("fatbin"): a head of 16 bytes (magic, version, head's size, size
 * of the rest), then an entry for each architecture (kind, version, head's size, payload's size, at
 * byte 28 the architecture). A driver takes machine code (kind 2) of the same major capability and
 * no later minor one, or else PTX (kind 1), which it compiles; these are what stays.
 *
 * <p>Usage: {@code java TrimGpuCode.java CAPABILITY LIBRARY…}, the capability as in {@code 9.0}
 */
final class TrimGpuCode {
  private static final int MAGIC = 0xBA55ED50;
  private static final int HEAD = 16;
  private static final int PTX = 1;
  private static final int MACHINE_CODE = 2;

  private TrimGpuCode() {}

  private record Entry(int kind, int capability, int start, int size) {}

  public static void main(String[] args) throws IOException {
    if (args.length < 2 || !args[0].matches("\\d{1,2}\\.\\d")) {
      System.err.println("usage: TrimGpuCode CAPABILITY LIBRARY...");
      System.exit(2);
    }
    int capability = Integer.parseInt(args[0].replace(".", ""));
    for (int i = 1; i < args.length; i++) {
      trim(Path.of(args[i]), capability);
    }
  }

  private static void trim(Path library, int capability) throws IOException {
    try (FileChannel channel =
        FileChannel.open(library, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
      bytes.order(ByteOrder.LITTLE_ENDIAN);
      long kept = 0;
      long gone = 0;
      // Containers begin at multiples of 8.
      for (int at = 0; at + HEAD < bytes.capacity(); at += 8) {
        if (bytes.getInt(at) != MAGIC
            || bytes.getShort(at + 4) != 1
            || bytes.getShort(at + 6) != HEAD) {
          continue;
        }
        long size = bytes.getLong(at + 8);
        if (size <= 0 || at + HEAD + size > bytes.capacity()) {
          continue;
        }
        List<Entry> entries = entries(bytes, at + HEAD, (int) (at + HEAD + size));
        boolean hasMachineCode =
            entries.stream().anyMatch(entry -> isMachineCodeFor(entry, capability));
        for (Entry entry : entries) {
          boolean keep =
              hasMachineCode
                  ? isMachineCodeFor(entry, capability)
                  : entry.kind() == PTX && entry.capability() <= capability;
          if (keep) {
            kept += entry.size();
          } else {
            gone += entry.size();
            clear(bytes, entry);
          }
        }
      }
      bytes.force();
      System.out.printf(
          "%s: %d MB of GPU code kept, %d MB overwritten%n",
          library.getFileName(), kept >> 20, gone >> 20);
    }
  }

  private static boolean isMachineCodeFor(Entry entry, int capability) {
    return entry.kind() == MACHINE_CODE
        && entry.capability() / 10 == capability / 10
        && entry.capability() <= capability;
  }

  private static List<Entry> entries(ByteBuffer bytes, int from, int to) {
    List<Entry> entries = new ArrayList<>();
    for (int at = from; at + 32 <= to; ) {
      int head = bytes.getInt(at + 4);
      long size = bytes.getLong(at + 8);
      if (head < 32 || size < 0 || at + head + size > to) {
        throw new IllegalStateException("an entry at byte " + at + " ends outside its container");
      }
      entries.add(new Entry(bytes.getShort(at), bytes.getInt(at + 28), at + head, (int) size));
      at += (int) (head + size);
    }
    return entries;
  }

  private static void clear(ByteBuffer bytes, Entry entry) {
    for (int i = 0; i < entry.size(); i++) {
      bytes.put(entry.start() + i, (byte) 0);
    }
  }
}
