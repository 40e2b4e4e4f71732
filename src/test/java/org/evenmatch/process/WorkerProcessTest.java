package org.evenmatch.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.evenmatch.training.TrainingEvent;
import org.evenmatch.training.TrainingListener;
import org.junit.jupiter.api.Test;

/**
 * A worker is heard to its end, whatever it and those who listen do; the shell plays the worker.
 */
class WorkerProcessTest {
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

  private WorkerProcess worker(TrainingListener listener, String script) {
    return new WorkerProcess(
        new ProcessBuilder("sh", "-c", script), new WorkerRequest.CheckDevice(), listener, errors);
  }

  private static String say(WorkerMessage message) {
    return "echo '" + message.line() + "'; ";
  }

  @Test
  void takesTheRequestTellsEventsAndGivesTheResult() throws Exception {
    List<TrainingEvent> heard = new ArrayList<>();

    WorkerProcess.Outcome outcome =
        worker(
                heard::add,
                "read request; "
                    + say(WorkerMessage.of(new TrainingEvent.Notice("one")))
                    + "printf 'a line without an end'; "
                    + say(WorkerMessage.of(new TrainingEvent.Notice("two")))
                    + say(WorkerMessage.ofResult(List.of("given")))
                    + "echo \"$request\" >&2")
            .await();

    assertThat(outcome.code()).isZero();
    assertThat(outcome.as(String[].class).orElseThrow()).containsExactly("given");
    assertThat(heard)
        .containsExactly(new TrainingEvent.Notice("one"), new TrainingEvent.Notice("two"));
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains("a line without an end", "check-device");
  }

  @Test
  void drainsAWorkerWhoseListenerFailsAndThrowsWhatItThrew() {
    String manyLines =
        "i=0; while [ $i -lt 3000 ]; do "
            + say(WorkerMessage.of(new TrainingEvent.Notice("x".repeat(100))))
            + "i=$((i+1)); done";

    assertThatThrownBy(
            () ->
                worker(
                        event -> {
                          throw new IllegalArgumentException("a listener's own");
                        },
                        manyLines)
                    .await())
        .hasMessage("a listener's own");
  }

  @Test
  void aWorkerThatDiesBeforeItIsAskedIsNoErrorOfTheOneWhoAsks() throws Exception {
    WorkerProcess.Outcome outcome = worker(TrainingListener.NONE, "exec 0<&-; exit 7").await();

    assertThat(outcome.code()).isEqualTo(7);
    assertThat(outcome.result()).isEmpty();
  }
}
