package org.evenmatch.process;

import java.util.List;
import java.util.regex.Pattern;
import org.evenmatch.files.InvalidInputException;

/**
 * An Apache Spark cluster that does the tasks of a sweep.
 *
 * @param master its address, as Spark writes it
 * @param settings of Spark, as in {@code spark.executor.memory=2g}
 */
public record SparkCluster(String master, List<String> settings) {
  private static final Pattern MASTER =
      Pattern.compile("spark://\\S+|local-cluster\\[.*]|local\\[.*]|yarn|k8s://\\S+");

  private static final Pattern SETTING = Pattern.compile("spark\\.[^=\\s]+=.*");

  public SparkCluster {
    settings = List.copyOf(settings);
    if (!MASTER.matcher(master).matches()) {
      throw new InvalidInputException(
          "the master must be local, or one of Spark's: spark://HOST:PORT,"
              + " local-cluster[WORKERS,CORES,MEGABYTES], yarn or k8s://HOST:PORT, but is '"
              + master
              + "'");
    }
    for (String setting : settings) {
      if (!SETTING.matcher(setting).matches()) {
        throw new InvalidInputException(
            "a setting of Spark must be spark.KEY=VALUE, but is '"
                + setting
                + "': write spark.executor.memory=2g");
      }
    }
  }

  /** Whether more of Spark is needed than its core: what speaks to YARN or Kubernetes. */
  boolean needsDistribution() {
    return master.equals("yarn") || master.startsWith("k8s://");
  }
}
