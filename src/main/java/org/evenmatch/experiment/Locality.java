package org.evenmatch.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.evenmatch.data.Dataset;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Training;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.measure.Interval;
import org.evenmatch.measure.Summary;
import org.evenmatch.report.Chart;
import org.evenmatch.report.Figure;
import org.evenmatch.report.Numbers;
import org.evenmatch.report.Section;
import org.evenmatch.report.Table;
import org.evenmatch.training.TrainingTask;

/**
 * Sparse connections or shared weights: a locally connected network has the first without the
 * second, so that the gap between both members falls into two parts. Also on moved training images,
 * from which weights that are not shared may learn what shared ones have by construction.
 *
 * <p>After Neyshabur, "Towards learning convolutions from scratch", 2020.
 */
final class Locality extends Experiment<Locality.Result> {
  private static final List<Kind> KINDS = List.of(Kind.FC, Kind.LOCAL, Kind.CNN);
  private static final List<String> IMAGES = List.of("as they are", "moved");

  Locality() {
    super("locality", Result.class);
  }

  /**
   * What each idea was worth.
   *
   * @param conditions training images as they are, then moved
   */
  record Result(List<Condition> conditions) {
    Result {
      conditions = List.copyOf(conditions);
    }
  }

  /**
   * What it was worth on some training images.
   *
   * @param images how they are
   * @param members fully connected, locally connected, convolutional
   * @param locality locally connected − fully connected
   * @param sharing convolutional − locally connected
   */
  record Condition(String images, List<Member> members, Interval locality, Interval sharing) {}

  /** One network's test accuracy. */
  record Member(String name, String kind, Summary accuracy) {}

  @Override
  public List<Trial> trials(Design design) {
    List<Trial> trials = new ArrayList<>();
    for (long seed : design.seeds()) {
      for (int condition = 0; condition < IMAGES.size(); condition++) {
        for (Kind kind : KINDS) {
          NetworkSpec usual = member(design.pair(), kind);
          NetworkSpec changed =
              usual.withTraining(on(condition, usual.training(), design.dataset()));
          boolean isOwn = design.pair().find(kind).filter(changed::equals).isPresent();
          if (!isOwn) {
            trials.add(
                new Trial(
                    name(),
                    condition,
                    TrainingTask.ofExperiment(
                        name() + "-" + condition, changed, design.dataset(), seed)));
          }
        }
      }
    }
    return trials;
  }

  /** The member of a kind, made by the pair's own rule if it is not among those compared. */
  private static NetworkSpec member(MatchedPair pair, Kind kind) {
    return pair.find(kind)
        .orElseGet(() -> pair.definition().matchedBy(pair.match(), List.of(kind)).member(kind));
  }

  private static Training on(int condition, Training recipe, Dataset dataset) {
    int pixels = condition == 0 ? 0 : Augment.mostPixels(dataset);
    return recipe.withPlainImages().with("move", Integer.toString(pixels));
  }

  @Override
  public Optional<Result> result(Evidence evidence) {
    List<Condition> conditions = new ArrayList<>();
    for (int condition = 0; condition < IMAGES.size(); condition++) {
      List<List<Evidence.Observation>> seen = new ArrayList<>();
      for (Kind kind : KINDS) {
        List<Evidence.Observation> trained = evidence.of(name(), condition, kind);
        seen.add(trained.isEmpty() ? own(evidence, kind, condition) : trained);
      }
      List<Side> sides = Side.common(seen.stream().map(Evidence::side).toList());
      if (!sides.get(0).isEmpty()) {
        conditions.add(condition(IMAGES.get(condition), seen, sides));
      }
    }
    return conditions.isEmpty() ? Optional.empty() : Optional.of(new Result(conditions));
  }

  /** Trainings of the comparison itself, if they were on such images. */
  private static List<Evidence.Observation> own(Evidence evidence, Kind kind, int condition) {
    return evidence.own(kind).stream()
        .filter(
            one ->
                one.network()
                    .map(NetworkSpec::training)
                    .filter(recipe -> recipe.equals(on(condition, recipe, evidence.dataset())))
                    .isPresent())
        .toList();
  }

  private static Condition condition(
      String images, List<List<Evidence.Observation>> seen, List<Side> sides) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < KINDS.size(); i++) {
      members.add(
          new Member(
              seen.get(i).get(0).network().orElseThrow().name(),
              KINDS.get(i).yamlName(),
              sides.get(i).accuracy()));
    }
    return new Condition(
        images,
        members,
        sides.get(1).minus(sides.get(0)).interval(),
        sides.get(2).minus(sides.get(1)).interval());
  }

  @Override
  Section section(Result result, int classes) {
    List<String> conditions = result.conditions().stream().map(Condition::images).toList();
    List<Chart.Group> groups = new ArrayList<>();
    for (int i = 0; i < KINDS.size(); i++) {
      List<Chart.Dot> dots = new ArrayList<>();
      for (int at = 0; at < conditions.size(); at++) {
        Member member = result.conditions().get(at).members().get(i);
        dots.add(new Chart.Dot(at, member.accuracy(), Optional.empty()));
      }
      Member first = result.conditions().get(0).members().get(i);
      groups.add(new Chart.Group(first.name(), first.kind(), dots));
    }
    return new Section(
        "Few connections or shared weights: what helps?",
        String.join(" ", result.conditions().stream().map(Locality::finding).toList()),
        new Figure(
            name(),
            "Test accuracy, fully connected, locally connected and convolutional",
            new Chart.Dots(conditions, false, groups),
            table(result)),
        Optional.empty());
  }

  private static Table table(Result result) {
    List<String> header = new ArrayList<>(List.of("training images"));
    result.conditions().get(0).members().forEach(member -> header.add(member.name()));
    header.add("locality, points (95 %)");
    header.add("sharing, points (95 %)");
    List<List<String>> rows = new ArrayList<>();
    for (Condition condition : result.conditions()) {
      List<String> row = new ArrayList<>(List.of(condition.images()));
      condition.members().forEach(member -> row.add(Numbers.percent(member.accuracy())));
      row.add(Numbers.interval(condition.locality()));
      row.add(Numbers.interval(condition.sharing()));
      rows.add(row);
    }
    return new Table(header, rows);
  }

  private static String finding(Condition condition) {
    return String.format(
        Locale.ROOT,
        "Trained on images %s, locality %s (%s without, %s with it), and sharing weights %s (%s with"
            + " both).",
        condition.images().equals(IMAGES.get(0)) ? condition.images() : "that are moved",
        worth(condition.locality()),
        Numbers.percent(condition.members().get(0).accuracy().mean()),
        Numbers.percent(condition.members().get(1).accuracy().mean()),
        worth(condition.sharing()),
        Numbers.percent(condition.members().get(2).accuracy().mean()));
  }

  private static String worth(Interval difference) {
    String points = Numbers.unsignedPoints(Math.abs(difference.mean()));
    if (difference.low() > 0) {
      return "gains " + points + " points";
    }
    return difference.high() < 0
        ? "loses " + points + " points"
        : "changes nothing measurable, " + Numbers.points(difference.mean()) + " points";
  }
}
