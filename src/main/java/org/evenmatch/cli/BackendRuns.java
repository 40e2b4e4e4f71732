package org.evenmatch.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.evenmatch.Comparison;
import org.evenmatch.RunFolder;
import org.evenmatch.data.Dataset;
import org.evenmatch.report.BackendTables;
import org.evenmatch.report.HtmlReport;
import org.evenmatch.report.ResultsCsv;
import org.evenmatch.report.ResultsJson;
import org.evenmatch.report.RunDocument;
import org.evenmatch.runtime.Backend;
import org.evenmatch.spec.RunRecipe;

/**
 * One run, or the same on several backends: then each is a whole run in a folder of its own below
 * {@code --out}, and that folder's results and report have them side by side.
 */
final class BackendRuns {
  private final EvenmatchCommand program;
  private final boolean json;
  private final List<EngineProcess> engines;

  BackendRuns(EvenmatchCommand program, boolean json, List<EngineProcess> engines) {
    this.program = program;
    this.json = json;
    this.engines = List.copyOf(engines);
  }

  /**
   * Starts what {@code recipe} says on every backend.
   *
   * @param dataset the recipe's
   * @param out the folder for the results
   */
  int start(RunRecipe recipe, Dataset dataset, Path out) {
    if (engines.size() == 1) {
      return new SupervisedRun(program, Output.of(json), () -> engines.get(0))
          .start(program.words(), recipe, dataset, out);
    }
    Comparison.of(recipe, dataset).check();
    if (!program.quiet()) {
      dataset.notice().ifPresent(program.console()::notice);
    }
    RunFolder.requireNoRun(out);
    for (EngineProcess engine : engines) {
      String backend = engine.request().yamlName();
      RunFolder.create(out.resolve(backend))
          .begin(new RunFolder.Start(program.words(), recipe.withBackend(backend)));
    }
    return goOn(program, json, out);
  }

  /** Goes on with what lies in {@code folder}. */
  static int resume(EvenmatchCommand program, boolean json, Path folder) {
    if (!parts(folder).isEmpty()) {
      return goOn(program, json, folder);
    }
    return new SupervisedRun(program, Output.of(json), () -> engine(program, folder))
        .resume(folder);
  }

  /** The runs on several backends that lie in {@code folder}; none if it holds one run itself. */
  static List<Path> parts(Path folder) {
    List<Path> parts = new ArrayList<>();
    for (Backend backend : Backend.values()) {
      Path part = folder.resolve(backend.yamlName());
      if (RunFolder.isRun(part)) {
        parts.add(part);
      }
    }
    return parts;
  }

  private static int goOn(EvenmatchCommand program, boolean json, Path folder) {
    List<Path> parts = parts(folder);
    int worst = ExitCode.DONE;
    for (Path part : parts) {
      int code = new SupervisedRun(program, Output.NONE, () -> engine(program, part)).resume(part);
      if (JavaProcess.wasInterrupted(code)) {
        return code;
      }
      worst = Math.max(worst, code);
    }
    if (parts.stream().allMatch(part -> Files.exists(part.resolve(ResultsJson.FILE)))) {
      print(program.console(), json, folder, parts);
    }
    return worst;
  }

  private static EngineProcess engine(EvenmatchCommand program, Path folder) {
    RunRecipe recipe = RunFolder.open(folder).start().recipe();
    return EngineProcess.findNamed(recipe.backend(), recipe.gpus(), program.console());
  }

  private static void print(Console console, boolean json, Path folder, List<Path> parts) {
    List<RunDocument> runs = parts.stream().map(ResultsJson::read).toList();
    RunDocument all = BackendTables.together(runs);
    ResultsJson.write(all, folder);
    ResultsCsv.write(all, folder);
    HtmlReport.write(parts, folder);
    if (json) {
      console.out().print(ResultsJson.render(all));
    } else {
      console.out().println(BackendTables.render(runs));
      console.out().println("Report: " + folder.resolve(HtmlReport.FILE));
    }
  }

  /** What a run prints when it is finished. */
  enum Output {
    TEXT,
    JSON,
    NONE;

    static Output of(boolean json) {
      return json ? JSON : TEXT;
    }
  }
}
