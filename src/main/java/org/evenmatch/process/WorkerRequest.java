package org.evenmatch.process;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.evenmatch.data.Dataset;
import org.evenmatch.data.Datasets;
import org.evenmatch.definition.Computing;
import org.evenmatch.definition.Images;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.PairReader;
import org.evenmatch.definition.TestViews;
import org.evenmatch.engine.BackendRequest;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.engine.RuntimeRequest;
import org.evenmatch.kernels.KernelLibrary;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.match.Pair;
import org.evenmatch.run.BenchRow;
import org.evenmatch.run.EngineReport;
import org.evenmatch.run.SavedNetwork;
import org.evenmatch.training.Benchmark;
import org.evenmatch.training.TrainingEvent;
import org.evenmatch.training.TrainingListener;
import org.evenmatch.training.TrainingStep;

/** What a worker process is asked for: one line of JSON on its standard input. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "do")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TrainRequest.class, name = "train"),
  @JsonSubTypes.Type(value = WorkerRequest.Measure.class, name = "measure"),
  @JsonSubTypes.Type(value = WorkerRequest.Pace.class, name = "pace"),
  @JsonSubTypes.Type(value = WorkerRequest.Step.class, name = "step"),
  @JsonSubTypes.Type(value = WorkerRequest.Evaluate.class, name = "evaluate"),
  @JsonSubTypes.Type(value = WorkerRequest.Describe.class, name = "describe"),
  @JsonSubTypes.Type(value = WorkerRequest.CheckDevice.class, name = "check-device"),
})
public interface WorkerRequest {
  /**
   * Does what is asked for, in this process.
   *
   * @param listener hears how it goes
   * @return the result, to be written as JSON
   */
  Optional<Object> work(TrainingListener listener);

  /**
   * A network of a pair.
   *
   * @param pair the pair's name
   * @param definition its definition as YAML
   * @param match the matching rule; empty for the pair's own
   * @param kind which member
   * @param batch examples in a batch
   */
  record Network(String pair, String definition, Optional<Match> match, Kind kind, int batch) {
    NetworkSpec spec() {
      Pair loaded = new Pair(PairReader.parse(pair, definition));
      MatchedPair matched =
          loaded.matchedBy(match.orElse(loaded.spec().match()), List.of(kind)).requireTrainable();
      return matched.withTraining(matched.training().withBatch(batch)).member(kind);
    }
  }

  /** Measures a network's throughput. */
  record Measure(Network network, Computing computing) implements WorkerRequest {
    @Override
    public Optional<Object> work(TrainingListener listener) {
      NativeRuntime.prepare(RuntimeRequest.of(computing));
      return Optional.of(BenchRow.of(network.spec()));
    }
  }

  /** Times a few training steps of each network. */
  record Pace(List<Network> networks, Computing computing) implements WorkerRequest {
    @Override
    public Optional<Object> work(TrainingListener listener) {
      NativeRuntime.prepare(RuntimeRequest.of(computing)).start();
      long start = System.nanoTime();
      List<Double> paces =
          networks.stream().map(Network::spec).map(Benchmark::nanosPerExample).toList();
      return Optional.of(new Paces(paces, System.nanoTime() - start));
    }
  }

  /**
   * What {@link Pace} gives.
   *
   * @param nanosPerExample of each network, in order
   * @param elapsedNanos what the timing took, without the start of the process
   */
  record Paces(List<Double> nanosPerExample, long elapsedNanos) {}

  /** Does one training step: the loss before it, then what it added to every parameter. */
  record Step(Network network, Computing computing) implements WorkerRequest {
    @Override
    public Optional<Object> work(TrainingListener listener) {
      NativeRuntime.prepare(RuntimeRequest.of(computing));
      return Optional.of(TrainingStep.of(network.spec()));
    }
  }

  /**
   * Tests a saved network.
   *
   * @param model the network's archive
   * @param images those that it was trained on, as many of them, and those to test it on
   * @param seed by which a folder that is not divided was divided then
   * @param batch examples in a batch
   * @param views of which views of an image the logits' mean is taken
   * @param probes experiments
   * @param computing what computes
   */
  record Evaluate(
      String model,
      Images images,
      long seed,
      int batch,
      TestViews views,
      List<String> probes,
      Computing computing)
      implements WorkerRequest {
    @Override
    public Optional<Object> work(TrainingListener listener) {
      NativeRuntime.prepare(RuntimeRequest.of(computing));
      Dataset all = Datasets.load(images, seed);
      all.notice().ifPresent(text -> listener.on(new TrainingEvent.Notice(text)));
      Dataset used = images.limit().map(all::limitedTo).orElse(all);
      return Optional.of(SavedNetwork.evaluate(Path.of(model), used, batch, views, probes));
    }
  }

  /** Says what computes. */
  record Describe(Computing computing) implements WorkerRequest {
    @Override
    public Optional<Object> work(TrainingListener listener) {
      return Optional.of(EngineReport.of(NativeRuntime.prepare(RuntimeRequest.of(computing))));
    }
  }

  /** Loads CUDA and computes a gradient on the GPU, which may end the process. */
  record CheckDevice() implements WorkerRequest {
    @Override
    public Optional<Object> work(TrainingListener listener) {
      NativeRuntime.prepare(RuntimeRequest.of(BackendRequest.CUDA)).start();
      KernelLibrary.current().check();
      return Optional.empty();
    }
  }
}
