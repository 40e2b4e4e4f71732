package org.evenmatch.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.evenmatch.definition.Computing;
import org.evenmatch.definition.Images;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.TestViews;
import org.evenmatch.files.Json;
import org.evenmatch.training.EpochResult;
import org.evenmatch.training.Purpose;
import org.evenmatch.training.TrainingEvent;
import org.junit.jupiter.api.Test;

/** What processes say to each other arrives as it was said. */
class WorkerMessageTest {
  @Test
  void everyEventArrives() {
    for (TrainingEvent event :
        List.of(
            new TrainingEvent.Planned(
                List.of(new TrainingEvent.Task("a-seed1", "a", 3, 1L << 40, Purpose.EXPERIMENT))),
            new TrainingEvent.Started("a-seed1", 7, 21),
            new TrainingEvent.Notice("größe\nand a second line"),
            new TrainingEvent.Stepped(1, 2, Double.NaN, 1e9),
            new TrainingEvent.EpochDone(new EpochResult(1, 2, 0.1, 0.2, 0.3, 0.4)),
            new TrainingEvent.Finished("a-seed1", Optional.of("why")),
            new TrainingEvent.Ended())) {
      String line = WorkerMessage.of(event).line();

      assertThat(line.lines()).hasSize(1);
      assertThat(WorkerMessage.parse(line).orElseThrow().event()).contains(event);
    }
  }

  @Test
  void everyRequestArrives() throws Exception {
    WorkerRequest.Network network =
        new WorkerRequest.Network("p", "name: p", Optional.of(Match.UNITS), Kind.FC, 8);
    for (WorkerRequest request :
        List.of(
            new TrainRequest("runs/x"),
            new WorkerRequest.Measure(network, Computing.AUTO),
            new WorkerRequest.Pace(List.of(network), Computing.AUTO),
            new WorkerRequest.Step(network, Computing.AUTO.on("cuda")),
            new WorkerRequest.Evaluate(
                "m.zip",
                Images.of("glyphs"),
                1,
                4,
                TestViews.MOVED,
                List.of("shift"),
                Computing.AUTO),
            new WorkerRequest.Describe(Computing.AUTO),
            new WorkerRequest.CheckDevice())) {
      String line = Json.line(request);

      assertThat(line.lines()).hasSize(1);
      assertThat(Json.parse(line, WorkerRequest.class)).isEqualTo(request);
    }
  }

  @Test
  void whatNativeLibrariesPrintAndHalfALineAreNoMessages() {
    String line = WorkerMessage.ofFailure("no").line();

    assertThat(WorkerMessage.parse("{\"event\":null}")).isEmpty();
    assertThat(WorkerMessage.parse(line.substring(0, line.length() - 3))).isEmpty();
    assertThat(WorkerMessage.parse(line).orElseThrow().failure()).contains("no");
  }
}
