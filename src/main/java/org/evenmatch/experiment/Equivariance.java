package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.evenmatch.definition.Kind;
import org.evenmatch.measure.Summary;
import org.evenmatch.report.Chart;
import org.evenmatch.report.Figure;
import org.evenmatch.report.Numbers;
import org.evenmatch.report.Section;
import org.evenmatch.report.Table;
import org.evenmatch.training.Measured;
import org.evenmatch.training.Measurement;

/**
 * Equivariance is not invariance: the outputs of a convolution move with its input, which says
 * nothing of whether a network's answer stays. How far each layer's outputs move along, and how far
 * the answer stays, is measured.
 */
final class Equivariance extends Experiment<Equivariance.Result> {
  private static final String NAME = "equivariance";

  /** Up to this part of the distance between two images, maps move along. */
  private static final double NEXT_TO_NOTHING = 0.01;

  Equivariance() {
    super(NAME, Result.class);
  }

  /**
   * What all members did.
   *
   * @param pixels how far images were moved
   */
  record Result(int pixels, List<Member> members) {
    Result {
      members = List.copyOf(members);
    }
  }

  /** One member, with its layers in order; the last gives the answer. */
  record Member(String name, String kind, List<Layer> layers) {
    static Optional<Member> of(Evidence.Member member, List<Motion.Found> seeds) {
      if (seeds.isEmpty()) {
        return Optional.empty();
      }
      List<Layer> layers =
          IntStream.range(0, seeds.get(0).layers().size())
              .mapToObj(i -> Layer.of(seeds.stream().map(one -> one.layers().get(i)).toList()))
              .toList();
      return Optional.of(new Member(member.name(), member.kind().yamlName(), layers));
    }

    private Optional<Layer> lastMaps() {
      return layers.stream().filter(one -> one.along().isPresent()).reduce((a, b) -> b);
    }

    private Layer answer() {
      return layers.get(layers.size() - 1);
    }

    private String inWords() {
      return Kind.find(kind).map(Kind::inWords).orElse(name);
    }

    private String finding() {
      String answer =
          answer()
              .inPlace()
              .map(change -> "its answer changes by " + Numbers.percent(change.mean()))
              .orElse("its answer is the same for all images");
      Optional<Layer> least =
          layers.stream()
              .filter(one -> one.along().isPresent())
              .max(Comparator.comparing(one -> one.along().orElseThrow().mean()));
      if (least.isEmpty()) {
        return String.format("%s has no maps that could move; %s", inWords(), answer);
      }
      boolean moves = least.get().along().orElseThrow().mean() <= NEXT_TO_NOTHING;
      Layer shown = moves ? lastMaps().orElseThrow() : least.get();
      return String.format(
          "%s has maps that %s (%s: %s left in place, %s moved along); %s",
          inWords(),
          moves ? "move along with the image" : "do not move along",
          shown.name(),
          text(shown.inPlace()),
          text(shown.along()),
          answer);
    }

    private static String text(Optional<Summary> value) {
      return value.map(one -> Numbers.percent(one.mean())).orElse(Numbers.ABSENT);
    }
  }

  /** One layer over the seeds of which it is known, as {@link Motion.LayerFound} has it of one. */
  record Layer(String name, Optional<Summary> inPlace, Optional<Summary> along) {
    private static Layer of(List<Motion.LayerFound> seeds) {
      return new Layer(
          seeds.get(0).name(),
          summary(seeds, Motion.LayerFound::inPlace),
          summary(seeds, Motion.LayerFound::along));
    }

    private static Optional<Summary> summary(
        List<Motion.LayerFound> seeds, Function<Motion.LayerFound, Optional<Double>> value) {
      List<Double> known = seeds.stream().flatMap(one -> value.apply(one).stream()).toList();
      return known.isEmpty() ? Optional.empty() : Optional.of(Summary.of(known));
    }
  }

  @Override
  public Optional<Measurement> measurement() {
    return Optional.of(new Motion(NAME));
  }

  @Override
  public Optional<Result> result(Evidence evidence) {
    List<Member> members = new ArrayList<>();
    for (Evidence.Member member : evidence.members()) {
      List<Motion.Found> seeds =
          evidence.own(member.kind()).stream()
              .map(one -> Measured.find(one.measured(), NAME, Motion.Found.class).orElse(null))
              .filter(Objects::nonNull)
              .toList();
      Member.of(member, seeds).ifPresent(members::add);
    }
    return members.isEmpty()
        ? Optional.empty()
        : Optional.of(new Result(Motion.pixels(evidence.dataset().shape()), members));
  }

  @Override
  Section section(Result result, int classes) {
    String finding =
        String.format(
            Locale.ROOT,
            "Test images moved by %d pixels; distances are parts of that between two different"
                + " images. %s.",
            result.pixels(),
            result.members().stream()
                .map(one -> Numbers.capital(one.finding()))
                .collect(Collectors.joining(". ")));
    return new Section(
        "Does what a layer sees move with the image, and does the answer stay?",
        finding,
        new Figure(
            NAME,
            "Change by a move, as a part of the difference between two images",
            chart(result),
            table(result)),
        Optional.empty());
  }

  private static Chart chart(Result result) {
    return new Chart.Bars(
        List.of("last maps, left in place", "last maps, moved along", "answer"),
        false,
        result.members().stream()
            .map(
                one ->
                    new Chart.Series(
                        one.name(),
                        one.kind(),
                        List.of(
                            one.lastMaps().flatMap(Layer::inPlace).map(Summary::mean),
                            one.lastMaps().flatMap(Layer::along).map(Summary::mean),
                            one.answer().inPlace().map(Summary::mean))))
            .toList());
  }

  private static Table table(Result result) {
    List<List<String>> rows = new ArrayList<>();
    for (Member member : result.members()) {
      for (Layer layer : member.layers()) {
        rows.add(
            List.of(
                member.name(),
                layer.name(),
                layer.inPlace().map(Numbers::percent).orElse(Numbers.ABSENT),
                layer.along().map(Numbers::percent).orElse(Numbers.ABSENT)));
      }
    }
    return new Table(List.of("network", "layer", "left in place", "moved along"), rows);
  }
}
