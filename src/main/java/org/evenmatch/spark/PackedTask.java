package org.evenmatch.spark;

import java.io.Serializable;
import java.util.List;

/**
 * One task as an executor gets it.
 *
 * @param name its own
 * @param stateFile the file that tells the program what to do, relative to the folder it works in
 * @param state the file's content
 * @param words the command line that does it; {@code @} stands for the folder it works in
 * @param results the folder to be brought back, relative to the one it works in
 */
public record PackedTask(
    String name, String stateFile, String state, List<String> words, String results)
    implements Serializable {
  public PackedTask {
    words = List.copyOf(words);
  }
}
