package org.evenmatch.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.evenmatch.data.Dataset;
import org.evenmatch.definition.RunPlan;
import org.evenmatch.engine.Backend;
import org.evenmatch.report.BackendResults;
import org.evenmatch.report.Results;
import org.evenmatch.report.ResultsCsv;
import org.evenmatch.report.ResultsFile;
import org.evenmatch.run.ComparisonRun;
import org.evenmatch.run.RunFolder;
import org.evenmatch.run.RunReports;
import org.evenmatch.run.RunStart;
import org.evenmatch.training.TrainingEvent;

/**
 * One run, or the same on several backends: then each is a whole run in a folder of its own below
 * the output folder, and that folder's results and report have them side by side.
 */
public final class BackendRuns {
  private final Supervision supervision;

  public BackendRuns(Supervision supervision) {
    this.supervision = supervision;
  }

  /**
   * Starts what {@code plan} says on every backend.
   *
   * @param command the command line that the results shall name
   * @param dataset all images of the plan's dataset
   * @param engines the process of each backend
   * @param out the folder for the results, asked for when the plan is checked
   * @return an exit code
   */
  public int start(
      List<String> command,
      RunPlan plan,
      Dataset dataset,
      List<EngineProcess> engines,
      Supplier<Path> out) {
    if (engines.size() == 1) {
      return new SupervisedRun(supervision, () -> engines.get(0))
          .start(command, plan, dataset, out);
    }
    ComparisonRun run = ComparisonRun.of(plan, dataset).check();
    dataset.notice().ifPresent(text -> supervision.listener().on(new TrainingEvent.Notice(text)));
    Path folder = out.get();
    RunFolder.requireNoRun(folder);
    for (EngineProcess engine : engines) {
      RunFolder.create(folder.resolve(engine.backend()))
          .begin(
              RunStart.of(
                  command,
                  run.design().dataset().digest(),
                  plan.with(plan.computing().on(engine.backend()))));
    }
    return resume(folder);
  }

  /** Goes on with what lies in {@code folder}, on one backend or several. */
  public int resume(Path folder) {
    List<Path> parts = parts(folder);
    if (parts.isEmpty()) {
      return resumeOne(folder, supervision);
    }
    int worst = ExitCode.DONE;
    for (Path part : parts) {
      int code = resumeOne(part, supervision.ofPart(folder));
      if (ExitCode.isInterrupted(code)) {
        return code;
      }
      worst = Math.max(worst, code);
    }
    if (parts.stream().allMatch(part -> Files.exists(part.resolve(ResultsFile.NAME)))) {
      Results all = BackendResults.together(parts.stream().map(ResultsFile::read).toList());
      ResultsFile.write(all, folder);
      ResultsCsv.write(all, folder);
      RunReports.writeHtml(parts, folder);
    }
    return worst;
  }

  private static int resumeOne(Path folder, Supervision watched) {
    return new SupervisedRun(
            watched,
            () ->
                EngineProcess.find(
                    RunFolder.open(folder).start().plan().computing(), watched.notices()))
        .resume(folder);
  }

  /**
   * The runs on several backends that lie in a folder, or beside a {@code results.json}; none if
   * that is of one run itself.
   */
  public static List<Path> parts(Path fileOrFolder) {
    Path folder = ResultsFile.folder(fileOrFolder);
    if (RunFolder.isRun(folder)) {
      return List.of();
    }
    List<Path> parts = new ArrayList<>();
    for (Backend backend : Backend.values()) {
      Path part = folder.resolve(backend.yamlName());
      if (RunFolder.isRun(part)) {
        parts.add(part);
      }
    }
    return parts;
  }
}
