package org.evenmatch.training;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.evenmatch.data.Dataset;
import org.evenmatch.files.Json;

/** What a {@link Measurement} gave: its record, kept as JSON between processes. */
public final class Measured {
  private final String name;

  /** A tree until it is first asked for, if it was read. */
  private Object value;

  private Measured(String name, Object value) {
    this.name = name;
    this.value = value;
  }

  @JsonCreator
  static Measured read(@JsonProperty("name") String name, @JsonProperty("value") JsonNode value) {
    return new Measured(name, value);
  }

  /** Makes all of {@code measurements}, in order. */
  static List<Measured> all(
      List<? extends Measurement> measurements, Classifier classifier, Dataset dataset) {
    return measurements.stream()
        .map(one -> new Measured(one.name(), one.of(classifier, dataset)))
        .toList();
  }

  /** The measurement's name. */
  @JsonProperty
  public String name() {
    return name;
  }

  /** Its record, or that record as JSON. */
  @JsonProperty
  Object value() {
    return value;
  }

  /** The record of the measurement {@code name}, if it was made. */
  public static <T extends Record> Optional<T> find(
      List<Measured> all, String name, Class<T> type) {
    return all.stream().filter(one -> one.name.equals(name)).map(one -> one.as(type)).findFirst();
  }

  private <T extends Record> T as(Class<T> type) {
    if (value instanceof JsonNode tree) {
      value = Json.parse("a measurement", tree, type);
    }
    return type.cast(value);
  }
}
