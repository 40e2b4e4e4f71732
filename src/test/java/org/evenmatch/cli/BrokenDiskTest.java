package org.evenmatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk fails in the middle of a run. */
class BrokenDiskTest {
  @TempDir private Path folder;
  private Path mounted;

  @AfterEach
  void unmount() throws Exception {
    if (mounted != null) {
      run("umount", mounted.toString());
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private static JsonNode results(Path out) throws IOException {
    return new ObjectMapper().readTree(out.resolve("results.json").toFile());
  }

  private Program compare(Path out) throws IOException {
    return compare(out, List.of());
  }

  private Program compare(Path out, List<String> starter) throws IOException {
    return Program.start(
        folder,
        starter,
        Map.of(),
        "compare",
        "--limit",
        "2000",
        "--epochs",
        "4",
        "--threads",
        "1",
        "--checkpoint-every",
        "200ms",
        "--out",
        out.toString());
  }

  @Test
  void aFullDiskIsOneLineAndTheRunGoesOnWhenThereIsRoom() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        Files.isExecutable(Path.of("/bin/mount"))
            && run("mount", "-t", "tmpfs", "-o", "size=14m", "tmpfs", disk.toString()) == 0,
        "a disk of 14 MB needs the right to mount one");
    mounted = disk;
    Path out = disk.resolve("run");

    Cli full = compare(out).end();

    assertThat(full.code()).as(full.err()).isEqualTo(1);
    List<String> errors =
        full.err().lines().filter(line -> line.contains("cannot be written")).toList();
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0)).startsWith("evenmatch: ").contains(": No space left on device: make");
    try (Stream<Path> files = Files.list(out.resolve("state"))) {
      assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".part"));
    }

    assertThat(run("mount", "-o", "remount,size=200m", disk.toString())).isZero();
    Cli resumed = Program.start(folder, "compare", "--resume", out.toString()).end();

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(results(out).at("/configurations/1/accuracy/runs")).hasSize(1);
  }

  @Test
  void aFolderThatGoesAwayIsOneLine() throws Exception {
    Path out = folder.resolve("run");
    Program program = compare(out);
    program.awaitErr("epoch 1/4");
    Path away = Files.move(out, folder.resolve("away"));

    Cli cli = program.end();

    assertThat(cli.code()).isEqualTo(1);
    assertThat(cli.err().lines().filter(line -> line.contains("cannot be written")))
        .hasSize(1)
        .allSatisfy(line -> assertThat(line).endsWith(" is not there any more: put it back"));
    Cli resumed = Program.start(folder, "compare", "--resume", away.toString()).end();
    assertThat(resumed.code()).as(resumed.err()).isZero();
  }

  @Test
  void lostPermissionIsOneLineAndTheRunGoesOnWhenItIsGivenBack() throws Exception {
    // The permissions of files bind the administrator only without the right to override them.
    List<String> bound = List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all");
    boolean administrator = System.getProperty("user.name").equals("root");
    assumeTrue(
        !administrator || Files.isExecutable(Path.of("/usr/bin/setpriv")),
        "the administrator needs setpriv to lose a permission");
    Path out = folder.resolve("run");
    Program program = compare(out, administrator ? bound : List.of());
    program.awaitErr("lenet-cnn seed 1  epoch 1/4");
    List<Path> folders = List.of(out, out.resolve("models"), out.resolve("state"));
    for (Path one : folders) {
      Files.setPosixFilePermissions(one, PosixFilePermissions.fromString("r-xr-xr-x"));
    }

    Cli cli = program.end();

    for (Path one : folders) {
      Files.setPosixFilePermissions(one, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    assertThat(cli.code()).as(cli.err()).isEqualTo(1);
    List<String> errors =
        cli.err().lines().filter(line -> line.contains("cannot be written")).toList();
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0)).startsWith("evenmatch: ").contains("permission denied: give");
    assertThat(results(out).at("/configurations/0/accuracy/runs")).hasSize(1);
    Path fc = out.resolve("models/lenet-fc-seed1.zip");
    assertThat(ModelSerializer.restoreMultiLayerNetwork(fc.toFile()).numParams())
        .isEqualTo(431_164);
    Cli resumed = Program.start(folder, "compare", "--resume", out.toString()).end();
    assertThat(resumed.code()).as(resumed.err()).isZero();
  }
}
