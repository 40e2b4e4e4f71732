package org.evenmatch.definition;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.evenmatch.files.InvalidInputException;

/**
 * Reads records from YAML mappings: a key for each component, in lower case with hyphens, and the
 * component of a default where a key is absent.
 */
final class YamlRecord {
  private YamlRecord() {}

  /**
   * Reads a record.
   *
   * @param what the thing described, for errors
   * @param defaults says what is absent, and the type
   * @throws InvalidInputException at the first thing wrong, with its place
   */
  static <R extends Record> R read(YamlNode node, String what, R defaults) {
    RecordComponent[] components = defaults.getClass().getRecordComponents();
    YamlNode.Fields fields =
        node.fields(what, Stream.of(components).map(YamlRecord::key).toArray(String[]::new));
    try {
      return make(
          defaults, component -> fields.find(key(component)).map(value -> value(value, component)));
    } catch (InvalidInputException e) {
      throw node.locate(e);
    }
  }

  /** {@code record} with the component {@code key} read from {@code value}. */
  static <R extends Record> R with(R record, String what, String key, String value) {
    if (value.contains(",")) {
      throw new InvalidInputException(
          what + "." + key + " must have one value, but has '" + value + "': give one");
    }
    YamlNode node = YamlNode.parse(what + "." + key, "{" + key + ": " + value + "}");
    return read(node, what, record);
  }

  /** {@code record} with the component {@code key} replaced by {@code value}. */
  static <R extends Record> R with(R record, String key, int value) {
    return make(
        record, component -> key(component).equals(key) ? Optional.of(value) : Optional.empty());
  }

  /** Finds the new value of a component, if there is one. */
  @FunctionalInterface
  private interface Source {
    Optional<Object> find(RecordComponent component);
  }

  @SuppressWarnings("unchecked")
  private static <R extends Record> R make(R defaults, Source source) {
    RecordComponent[] components = defaults.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        Optional<Object> found = source.find(components[i]);
        values[i] = found.isPresent() ? found.get() : components[i].getAccessor().invoke(defaults);
      }
      Class<?>[] types =
          Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return (R) defaults.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidInputException refused) {
        throw refused;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object value(YamlNode node, RecordComponent component) {
    String what = key(component);
    Class<?> type = component.getType();
    if (type == int.class) {
      return node.integer(what);
    }
    if (type == double.class || type == Double.class) {
      return node.number(what);
    }
    if (YamlName.class.isAssignableFrom(type) && type.isEnum()) {
      return node.constantOf(what, type);
    }
    throw new IllegalStateException("no YAML form of " + type + " is known: add one here");
  }

  /** For example {@code learning-rate} for {@code learningRate}. */
  private static String key(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
