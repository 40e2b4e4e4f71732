package org.evenmatch.files;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** Records as JSON: names in snake case, what is absent as {@code null}. */
public final class Json {
  private static final int MOST_BYTES = 256 << 20;
  private static final ObjectMapper MAPPER = mapper(JsonInclude.Include.ALWAYS);
  private static final ObjectMapper WITHOUT_ABSENT = mapper(JsonInclude.Include.NON_EMPTY);

  private Json() {}

  private static ObjectMapper mapper(JsonInclude.Include inclusion) {
    return JsonMapper.builder()
        .addModule(new Jdk8Module())
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .defaultPropertyInclusion(JsonInclude.Value.construct(inclusion, inclusion))
        .visibility(
            JsonMapper.builder()
                .build()
                .getSerializationConfig()
                .getDefaultVisibilityChecker()
                .withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .build();
  }

  /** {@code value} over several lines, for people. */
  public static String pretty(Object value) {
    return pretty(MAPPER, value);
  }

  /** The same without fields that are absent or empty. */
  public static String prettyWithoutAbsent(Object value) {
    return pretty(WITHOUT_ABSENT, value);
  }

  private static String pretty(ObjectMapper mapper, Object value) {
    try {
      DefaultPrettyPrinter printer =
          new DefaultPrettyPrinter()
              .withObjectIndenter(new DefaultIndenter("  ", "\n"))
              .withArrayIndenter(new DefaultPrettyPrinter.FixedSpaceIndenter());
      return mapper.writer(printer).writeValueAsString(value) + "\n";
    } catch (JacksonException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code value} in one line. */
  public static String line(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JacksonException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code value} as a tree. */
  public static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /**
   * Reads what {@link #line} or {@link #pretty} wrote.
   *
   * @throws JacksonException if {@code text} is something else
   */
  public static <T> T parse(String text, Class<T> type) throws JacksonException {
    return MAPPER.readValue(text, type);
  }

  /**
   * Reads a tree that {@link #tree} made.
   *
   * @param source names it in errors
   * @throws InvalidInputException if it is something else
   */
  public static <T> T parse(String source, JsonNode tree, Class<T> type) {
    try {
      return complete(source, MAPPER.treeToValue(tree, type));
    } catch (JacksonException | NullPointerException e) {
      throw unreadable(source, e);
    }
  }

  /**
   * Reads a file that {@link #pretty} wrote.
   *
   * @throws InvalidInputException if it is none, or lacks what a {@code type} must have
   */
  public static <T> T read(Path file, Class<T> type) {
    String text = TextFile.read(file, MOST_BYTES, "a results file");
    try {
      return complete(file.toString(), MAPPER.readValue(text, type));
    } catch (JacksonException | NullPointerException e) {
      throw unreadable(file.toString(), e);
    }
  }

  private static <T> T complete(String source, T value) {
    Optional<String> missing = Completeness.missing("", value);
    if (missing.isPresent()) {
      throw new InvalidInputException(
          source
              + " is not a results file ("
              + missing.get()
              + " is missing): give one that Evenmatch wrote");
    }
    return value;
  }

  private static InvalidInputException unreadable(String source, Exception e) {
    String reason =
        e instanceof JacksonException json ? json.getOriginalMessage() : "fields are missing";
    return new InvalidInputException(
        source + " is not a results file (" + reason + "): give one that Evenmatch wrote", e);
  }
}
