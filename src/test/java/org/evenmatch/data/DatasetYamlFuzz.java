package org.evenmatch.data;

import java.nio.charset.StandardCharsets;
import org.evenmatch.definition.FuzzedFile;

/** Dataset definitions. */
public final class DatasetYamlFuzz {
  private DatasetYamlFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    FuzzedFile.expectRefusalAtMost(
        () -> DatasetDefinition.parse("d.yaml", new String(input, StandardCharsets.UTF_8)));
  }
}
