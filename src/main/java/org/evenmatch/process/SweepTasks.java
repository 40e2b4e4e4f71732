package org.evenmatch.process;

import java.nio.file.Path;
import java.util.List;
import org.evenmatch.definition.SweepPlan.Task;
import org.evenmatch.report.SweepResults.Row;

/** Does the tasks of a sweep, wherever they are done. */
interface SweepTasks {
  /** Hears what came of a task, one at a time, as they end. */
  @FunctionalInterface
  interface Done {
    void rows(Task task, List<Row> rows);
  }

  /**
   * Does {@code tasks}; what was done before is only read.
   *
   * @param folder has a folder for each, of its name
   */
  void run(List<Task> tasks, Path folder, Done done);

  /** The Java machine is about to end: begins nothing more, and saves what can be saved. */
  void end();
}
