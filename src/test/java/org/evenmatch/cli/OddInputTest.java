package org.evenmatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nobody means is refused in a line, and nothing is written. */
class OddInputTest {
  private static final long TWO_GIGABYTES = 2_000_000_000L;
  private static final byte[] GIF =
      Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==");

  @TempDir private Path folder;

  private static void assertRefused(Cli cli, String reason) {
    assertThat(cli.code()).as(cli.err()).isEqualTo(2);
    List<String> lines =
        cli.err().lines().filter(line -> !line.startsWith("evenmatch: using ")).toList();
    assertThat(lines).singleElement().asString().startsWith("evenmatch: ").contains(reason);
    assertThat(cli.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          compare --dataset / --out OUT           | a folder of images must have a name
          compare --out=-run                      | --out must not begin like an option, but is -run
          bench --out=-run                        | --out must not begin like an option, but is -run
          compare --threads 1000 --out OUT        | --threads must be at most
          train --member cnn --threads 1000 --out OUT | --threads must be at most
          compare --epochs 2147483647 --out OUT   | epochs must be
          compare --seeds 2147483647 --out OUT    | seeds must be
          compare --seed 9223372036854775807 --out OUT | seeds must be below 9,223,372,036,854,775,807
          compare --members fc,local --probe sharing --out OUT | the pair must have a convolutional member
          compare --data-dir /tmp --out OUT       | --data-dir is for datasets that have files there
          compare --epochs 3 --set training.epochs=5 --out OUT | training.epochs must be said once
          compare --batch 8 --set training.batch=16 --out OUT  | training.batch must be said once
          compare --tta --set training.test-views=none --out OUT | training.test-views must be said once
          compare --set training.momentum=0.5,epochs:1 --out OUT | training.momentum must have one value
          evaluate --gpus 2 none.zip              | a network is evaluated on one GPU
          report --out=-run src/test/resources/golden/runs/one | --out must not begin like an option
          evaluate --batch 0 none.zip             | --batch must be at least 1
          evaluate --batch -1 none.zip            | --batch must be at least 1
          evaluate --limit 0 none.zip             | limit
          """)
  void isRefusedInALine(String words, String reason) {
    Path out = folder.resolve("out");

    assertRefused(Cli.run(words.replace("OUT", out.toString()).split(" ")), reason);

    assertThat(out).doesNotExist();
    assertThat(Path.of("-run")).doesNotExist();
  }

  @Test
  void anImageOfAnotherFormatThanItsNameSaysIsRefused() throws IOException {
    for (String name : List.of("a/one.png", "a/two.png", "b/one.png", "b/two.png")) {
      Path file = folder.resolve("images").resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, GIF);
    }

    assertRefused(
        Cli.run(
            "compare",
            "--dataset",
            folder.resolve("images").toString(),
            "--out",
            folder.resolve("out").toString()),
        "one.png is GIF: convert or remove it");
  }

  /** Archives of under a megabyte that unpack to two gigabytes, in a Java machine of 256 MB. */
  @ParameterizedTest
  @ValueSource(strings = {"mnist", "cifar-10"})
  void anArchiveThatUnpacksToGigabytesIsRefusedInLittleMemory(String dataset) throws Exception {
    Path archive =
        folder.resolve(
            dataset.equals("mnist") ? "train-images-idx3-ubyte.gz" : "cifar-10-binary.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
      if (dataset.equals("mnist")) {
        out.write(HexFormat.of().parseHex("00000803" + "7fffffff" + "0000001c" + "0000001c"));
        zeros(out, TWO_GIGABYTES);
        for (String name : List.of("train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")) {
          Files.write(folder.resolve(name + "-ubyte"), new byte[8]);
        }
      } else {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out);
        TarArchiveEntry entry = new TarArchiveEntry("cifar-10-batches-bin/data_batch_1.bin");
        entry.setSize(TWO_GIGABYTES);
        tar.putArchiveEntry(entry);
        zeros(tar, TWO_GIGABYTES);
        tar.closeArchiveEntry();
        tar.finish();
      }
    }
    assertThat(Files.size(archive)).isLessThan(3_000_000);

    Cli cli =
        Program.start(
                folder,
                List.of(),
                List.of("-Xmx256m"),
                Map.of(),
                "compare",
                "--dataset",
                dataset,
                "--data-dir",
                folder.toString(),
                "--out",
                folder.resolve("out").toString())
            .end();

    assertRefused(cli, " must hold at most ");
  }

  private static void zeros(OutputStream out, long count) throws IOException {
    byte[] block = new byte[1 << 20];
    for (long left = count; left > 0; left -= block.length) {
      out.write(block, 0, (int) Math.min(left, block.length));
    }
  }

  @Test
  void saysWhatToDoWhereTheLocaleCannotNameAFolder() throws Exception {
    Files.createDirectories(folder.resolve("images/größe"));
    Files.createDirectories(folder.resolve("images/höhe"));

    Cli cli =
        Program.start(
                folder,
                Map.of("LC_ALL", "C"),
                "compare",
                "--dataset",
                folder.resolve("images").toString(),
                "--out",
                folder.resolve("out").toString())
            .end();

    assertRefused(cli, "set LC_ALL=C.UTF-8");
  }
}
