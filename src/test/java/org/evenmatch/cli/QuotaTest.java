package org.evenmatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers are given a part of a machine by quotas of control groups, version 1 or 2. */
class QuotaTest {
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");
  private static final String PERIOD_MICROS = "100000";

  @TempDir private Path folder;
  private Path group;

  @BeforeEach
  void makeGroup() throws IOException {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "a quota of one of one is none");
    boolean first = Files.isDirectory(GROUPS.resolve("cpu"));
    Path made =
        (first ? GROUPS.resolve("cpu") : GROUPS).resolve("evenmatch-" + folder.getFileName());
    try {
      Files.createDirectory(made);
      group = made;
      if (first) {
        Files.writeString(group.resolve("cpu.cfs_period_us"), PERIOD_MICROS);
        Files.writeString(group.resolve("cpu.cfs_quota_us"), PERIOD_MICROS);
      } else {
        Files.writeString(group.resolve("cpu.max"), PERIOD_MICROS + " " + PERIOD_MICROS);
      }
    } catch (IOException e) {
      removeGroup();
      assumeTrue(false, "no control group can be made here: " + e);
    }
  }

  @AfterEach
  void removeGroup() throws IOException {
    if (group != null) {
      Files.deleteIfExists(group);
      group = null;
    }
  }

  private String doctor(List<String> starter) throws Exception {
    Cli cli = Program.start(folder, starter, Map.of(), "doctor", "--backend", "cpu").end();
    assertThat(cli.code()).as(cli.err()).isZero();
    return cli.out();
  }

  @Test
  void threadsFollowTheQuota() throws Exception {
    List<String> outside = List.of("env", "-u", "OMP_NUM_THREADS");
    String joining = "echo $$ > " + group + "/cgroup.procs && exec env -u OMP_NUM_THREADS \"$@\"";

    assertThat(doctor(List.of("sh", "-c", joining, "sh"))).contains("threads    1\n");
    assertThat(doctor(outside)).doesNotContain("threads    1\n");
  }
}
