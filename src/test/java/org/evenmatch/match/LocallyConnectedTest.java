package org.evenmatch.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.evenmatch.Pairs;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.Match;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.PairReader;
import org.evenmatch.files.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocallyConnectedTest {
  private static NetworkSpec local(Pair pair, Match match) {
    return pair.matchedBy(match, List.of(Kind.LOCAL)).member(Kind.LOCAL);
  }

  @ParameterizedTest
  @EnumSource(value = Match.class, names = "PARAMETERS", mode = EnumSource.Mode.EXCLUDE)
  void keepsTheConnectionsAndSharesNothing(Match match) {
    NetworkCount lenet = NetworkCount.of(local(Pairs.load("lenet"), match));

    assertThat(lenet.network().name()).isEqualTo("lenet-local");
    // 24·24·20·25 + 8·8·50·500 + 800·500 + 500·10
    assertThat(lenet.weights()).isEqualTo(288_000 + 1_600_000 + 400_000 + 5_000);
    assertThat(lenet.connections()).isEqualTo(2_293_000);
    assertThat(lenet.macs()).isEqualTo(2_293_000);
    assertThat(lenet.biases()).isEqualTo(580);
    LayerCount first = lenet.layers().get(0);
    assertThat(first.type()).isEqualTo("local");
    assertThat(first.fanIn()).hasValue(25);
    assertThat(first.weightReuse()).hasValue(1);
    // 1024·32·27 + 256·64·288 + 64·64·576 + 1024·128 + 128·10
    assertThat(NetworkCount.of(local(Pairs.load("cifar-small"), match)).weights())
        .isEqualTo(884_736 + 4_718_592 + 2_359_296 + 131_072 + 1_280);
  }

  @Test
  void refusesLeakyReluWhichDeeplearning4jWouldComputeOtherwise() {
    String pair =
        """
        name: tiny
        input: {height: 8, width: 8, channels: 1}
        classes: 3
        match: units
        layers:
          - conv: {filters: 4, kernel: 3, activation: leaky-relu}
          - output
        """;
    Pair tiny = new Pair(PairReader.parse("tiny", pair));

    assertThat(tiny.matched().members()).hasSize(2);
    assertThatThrownBy(() -> tiny.matchedBy(Match.UNITS, List.of(Kind.LOCAL)))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("layer 'local1' has it: leave that member out, or choose relu");
  }

  @Test
  void hasFewerFiltersForAsManyParameters() {
    NetworkSpec lenet = local(Pairs.load("lenet"), Match.PARAMETERS);

    assertThat(lenet.layers())
        .filteredOn(LayerSpec.Local.class::isInstance)
        .extracting(layer -> ((LayerSpec.Local) layer).filters())
        .containsExactly(7, 17);
    assertThat(NetworkCount.of(lenet).parameters()).isEqualTo(432_734);
    for (String name : List.of("lenet", "cifar-small", "cifar-vgg")) {
      Pair pair = Pairs.load(name);
      double target = NetworkCount.of(pair.spec().convolutional()).parameters();
      assertThat(NetworkCount.of(local(pair, Match.PARAMETERS)).parameters() / target)
          .as(name)
          .isBetween(0.99, 1.01);
    }
  }

  @Test
  void isNeverFartherFromAsManyParametersThanWithOneFilterMoreOrLessAnywhere() {
    RandomPairs random = new RandomPairs(21);
    int checked = 0;
    while (checked < 100) {
      Pair pair = random.next(40);
      Optional<NetworkSpec> found = findLocal(pair);
      if (found.isPresent()) {
        long target = NetworkCount.of(pair.spec().convolutional()).parameters();
        long miss = Math.abs(NetworkCount.of(found.get()).parameters() - target);
        for (int i = 0; i < found.get().layers().size() && miss > 0.01 * target; i++) {
          for (int change : new int[] {-1, 1}) {
            assertThat(miss)
                .as("%s, layer %d", found.get(), i)
                .isLessThanOrEqualTo(missOf(found.get(), i, change, target));
          }
        }
        checked++;
      }
    }
  }

  private static Optional<NetworkSpec> findLocal(Pair pair) {
    try {
      return Optional.of(local(pair, Match.PARAMETERS));
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  private static long missOf(NetworkSpec spec, int changed, int change, long target) {
    List<LayerSpec> layers = new ArrayList<>(spec.layers());
    if (!(layers.get(changed) instanceof LayerSpec.Local local) || local.filters() + change < 1) {
      return Long.MAX_VALUE;
    }
    layers.set(
        changed,
        new LayerSpec.Local(
            local.name(), local.filters() + change, local.window(), local.activation()));
    NetworkSpec other =
        new NetworkSpec(spec.name(), spec.kind(), spec.image(), layers, spec.training());
    return Math.abs(NetworkCount.of(other).parameters() - target);
  }

  @Test
  void refusesWhatDeeplearning4jWouldScramble() {
    String notSquare =
        """
        name: wide
        input: {height: 8, width: 10, channels: 1}
        classes: 2
        match: units
        layers:
          - conv: {filters: 2, kernel: 3}
          - output
        """;
    for (String text :
        List.of(
            notSquare,
            notSquare.replace("width: 10", "width: 8").replace("kernel: 3", "kernel: [3, 2]"),
            notSquare
                .replace("width: 10", "width: 8")
                .replace("  - output", "  - max-pool: {size: [2, 1]}\n  - output"))) {
      Pair pair = new Pair(PairReader.parse("wide.yaml", text));
      assertThatThrownBy(() -> local(pair, Match.UNITS))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("must have square images and windows")
          .hasMessageContaining("leave that member out");
    }
  }

  @Test
  void refusesWhatHasNothingToBeLocalOrBeginsOtherwise() {
    assertThatThrownBy(() -> local(Pairs.load("mnist-mlp"), Match.UNITS))
        .hasMessageContaining("needs a conv layer");
    assertThatThrownBy(() -> local(Pairs.load("cifar-air93"), Match.UNITS))
        .hasMessageContaining("begins with whitening filters");
  }
}
