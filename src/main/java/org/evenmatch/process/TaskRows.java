package org.evenmatch.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.evenmatch.definition.SweepPlan.Task;
import org.evenmatch.report.Results;
import org.evenmatch.report.ResultsFile;
import org.evenmatch.report.SweepResults.Row;
import org.evenmatch.run.RunFolder;

/** What came of tasks, as rows of a sweep's results. */
final class TaskRows {
  /** The folder in a sweep's that has a folder for each task. */
  static final String FOLDER = "tasks";

  private TaskRows() {}

  /** Whether the task whose folder this is has nothing left to do; one that crashed has. */
  static boolean isDone(Path folder) {
    if (!RunFolder.isRun(folder)) {
      return false;
    }
    RunFolder run = RunFolder.open(folder);
    return run.isFinished()
        && !run.journal().hasFailed()
        && Files.isRegularFile(folder.resolve(ResultsFile.NAME));
  }

  /**
   * The results in a task's folder.
   *
   * @param reason why there are none, if there are none
   */
  static List<Row> of(Task task, Path folder, String reason) {
    if (!Files.isRegularFile(folder.resolve(ResultsFile.NAME))) {
      return failed(task, reason);
    }
    Results results = ResultsFile.read(folder);
    return results.configurations().stream()
        .map(
            configuration ->
                new Row(
                    task.name(),
                    task.cell(),
                    task.seed(),
                    results.dataset().map(Results.DatasetInfo::train),
                    Optional.of(configuration),
                    Optional.empty(),
                    Optional.of(FOLDER + "/" + task.name())))
        .toList();
  }

  /** A task that came to nothing. */
  static List<Row> failed(Task task, String reason) {
    return List.of(
        new Row(
            task.name(),
            task.cell(),
            task.seed(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(reason),
            Optional.empty()));
  }
}
