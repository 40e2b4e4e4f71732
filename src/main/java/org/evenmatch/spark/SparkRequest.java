package org.evenmatch.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * All that Spark's driver is asked for.
 *
 * @param tasks the tasks
 * @param jars names of the program's jars among the files that Spark brings to executors
 * @param data names of datasets' files among them, each {@code DATASET+FILE}
 */
public record SparkRequest(List<PackedTask> tasks, List<String> jars, List<String> data)
    implements Serializable {
  /** Begins the line of a task that has ended; name, exit code, host and last words follow. */
  public static final String DONE = "done";

  /** Begins a line that a user should read. */
  public static final String NOTICE = "notice";

  /** Separates values. */
  public static final String TAB = "\t";

  private static final String FILE = "request";

  public SparkRequest {
    tasks = List.copyOf(tasks);
    jars = List.copyOf(jars);
    data = List.copyOf(data);
  }

  /** Writes it into {@code folder}, for a process of the same program. */
  public void write(Path folder) throws IOException {
    try (OutputStream file = Files.newOutputStream(folder.resolve(FILE));
        ObjectOutputStream out = new ObjectOutputStream(file)) {
      out.writeObject(this);
    }
  }

  static SparkRequest read(Path folder) throws IOException {
    try (InputStream file = Files.newInputStream(folder.resolve(FILE));
        ObjectInputStream in = new ObjectInputStream(file)) {
      return (SparkRequest) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException("another version of the program wrote " + folder.resolve(FILE), e);
    }
  }

  /** The archive of a task's results in the driver's folder. */
  public static Path archive(Path folder, String task) {
    return folder.resolve(task + ".zip");
  }
}
