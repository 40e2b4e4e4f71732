package org.evenmatch.spark;

import java.io.Serializable;
import java.util.List;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** What an executor does with a partition, which holds one task. */
final class Work extends AbstractFunction1<Iterator<PackedTask>, Outcome> implements Serializable {
  private static final long serialVersionUID = 1;

  private final String[] jars;
  private final String[] data;

  /**
   * Names what Spark brings to every executor.
   *
   * @param jars the program's class path
   * @param data files of datasets, each named {@code DATASET+FILE}
   */
  Work(List<String> jars, List<String> data) {
    this.jars = jars.toArray(String[]::new);
    this.data = data.toArray(String[]::new);
  }

  @Override
  public Outcome apply(Iterator<PackedTask> tasks) {
    return new ExecutorRun(List.of(jars), List.of(data)).of(tasks.next());
  }
}
