package org.evenmatch.files;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;

/**
 * Looks for what a file left out: records that were read from JSON have null where it is silent.
 */
final class Completeness {
  private Completeness() {}

  /**
   * The path of the first thing that is null in a tree of records, lists and optionals.
   *
   * @param path of {@code value} itself
   */
  static Optional<String> missing(String path, Object value) {
    if (value == null) {
      return Optional.of(path);
    }
    if (value instanceof Optional<?> optional) {
      return optional.flatMap(present -> missing(path, present));
    }
    if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        Optional<String> found = missing(path + "/" + i, list.get(i));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    if (value instanceof Record) {
      for (RecordComponent component : value.getClass().getRecordComponents()) {
        Optional<String> found = missing(path + "/" + component.getName(), get(component, value));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Object get(RecordComponent component, Object value) {
    try {
      Method accessor = component.getAccessor();
      // Records may be a package's own.
      accessor.setAccessible(true);
      return accessor.invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }
}
