package org.evenmatch.process;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.evenmatch.files.Json;
import org.evenmatch.training.TrainingEvent;

/**
 * A line that a worker says on standard output: an event, its result, or why it has none. Whatever
 * else stands there, as native libraries may write it, is no message.
 *
 * @param event something happened
 * @param result what was asked for
 * @param failure why that could not be had
 */
record WorkerMessage(
    Optional<TrainingEvent> event, Optional<JsonNode> result, Optional<String> failure) {
  /** Begins every message. */
  static final String MARK = "@evenmatch ";

  static WorkerMessage of(TrainingEvent event) {
    return new WorkerMessage(Optional.of(event), Optional.empty(), Optional.empty());
  }

  static WorkerMessage ofResult(Object result) {
    return new WorkerMessage(Optional.empty(), Optional.of(Json.tree(result)), Optional.empty());
  }

  static WorkerMessage ofFailure(String reason) {
    return new WorkerMessage(Optional.empty(), Optional.empty(), Optional.of(reason));
  }

  /** The line. */
  String line() {
    return MARK + Json.line(this);
  }

  /** The message that stands in {@code line}, if one does. */
  static Optional<WorkerMessage> parse(String line) {
    if (!line.startsWith(MARK)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.parse(line.substring(MARK.length()), WorkerMessage.class));
    } catch (JacksonException e) {
      // The process was killed in the middle of a line.
      return Optional.empty();
    }
  }
}
