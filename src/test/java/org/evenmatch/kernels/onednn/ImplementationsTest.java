package org.evenmatch.kernels.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.evenmatch.kernels.StepReference.assertGradientIsRight;
import static org.evenmatch.kernels.StepReference.withoutDropout;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.primitive;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Padding;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Training;
import org.evenmatch.definition.Window;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.kernels.ChosenAlgorithm;
import org.evenmatch.kernels.ThreadChoice;
import org.evenmatch.match.RandomPairs;
import org.evenmatch.network.Networks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.nd4j.linalg.api.ndarray.INDArray;

class ImplementationsTest {
  private static final NetworkSpec NETWORK =
      new NetworkSpec(
          "network",
          Kind.CNN,
          Shape.image(9, 9, 3),
          List.of(
              new LayerSpec.Conv("first", 6, Window.square(3, 1, Padding.SAME), Activation.RELU),
              new LayerSpec.Conv("second", 16, Window.square(3, 1, Padding.VALID), Activation.TANH),
              new LayerSpec.Conv("third", 32, Window.square(2, 1, Padding.SAME), Activation.RELU),
              new LayerSpec.Dense("dense", 21, Activation.RELU),
              new LayerSpec.Output("output", 4)),
          Training.DEFAULT);

  /** Outputs and gradients of three convolutions and two dense layers, but of the images. */
  private static final int PRODUCTS = 14;

  private static final int BATCH = 16;

  /** What oneDNN has on processors of the x86-64 kind. */
  private static final List<String> NAMES =
      List.of(
          "jit:avx512_core",
          "jit:avx2",
          "jit:sse41",
          "x64:gemm:jit",
          "brg_conv_fwd:avx512_core",
          "brg_conv_fwd:avx2",
          "brg_conv_bwd:avx512_core+brg_conv_fwd:avx512_core",
          "brg_conv_bwd:avx2+brg_conv_fwd:avx2",
          "brg_matmul:avx512_core",
          "brg_matmul:avx2");

  private static OneDnn oneDnn;

  @BeforeAll
  static void needsOneDnn() {
    NativeRuntime.current().start();
    assumeTrue(OneDnn.find().isPresent(), OneDnn.problem());
    oneDnn = OneDnn.find().orElseThrow();
    oneDnn.useThreads(1);
  }

  private static double gradientBy(
      Implementations implementations,
      MultiLayerNetwork network,
      INDArray features,
      INDArray labels) {
    ThreadChoice one = new ThreadChoice(1, true);
    return new FastRunner(network, oneDnn.with(implementations), one, one)
        .computeGradient(features, labels);
  }

  private static List<ChosenAlgorithm> tried() {
    Implementations trying = new Implementations(true);
    assertGradientIsRight(
        NETWORK, BATCH, 1, (network, x, labels) -> gradientBy(trying, network, x, labels));
    return trying.chosen();
  }

  @Test
  void triesEveryProductOfALayer() {
    List<ChosenAlgorithm> tried = tried();

    String begin = "oneDNN, " + oneDnn.instructions() + ", ";
    assertThat(tried).hasSize(PRODUCTS).allMatch(one -> one.problem().startsWith(begin));
    assertThat(tried)
        .extracting(ChosenAlgorithm::problem)
        .contains(
            begin
                + "output of convolution [6, 9, 9] by [16, 6, 3, 3] with strides [1, 1] and padding"
                + " [0, 0], [0, 0] with TANH",
            begin + "weights' gradient of dense layer [21, 1568]");
  }

  @Test
  void keepsToWhatItWasToldThoughItTries() {
    Implementations told = new Implementations(true);
    List<ChosenAlgorithm> earlier =
        tried().stream().map(one -> new ChosenAlgorithm(one.problem(), "x64:gemm:jit")).toList();
    told.choose(earlier);

    assertGradientIsRight(
        NETWORK, BATCH, 1, (network, x, labels) -> gradientBy(told, network, x, labels));

    assertThat(told.chosen()).isEqualTo(earlier);
  }

  @Test
  void fewExamplesDecideNothing() {
    Implementations trying = new Implementations(true);

    assertGradientIsRight(
        NETWORK, 3, 1, (network, x, labels) -> gradientBy(trying, network, x, labels));

    assertThat(trying.chosen()).isEmpty();
  }

  @Test
  void triesNothingWhereTheSameBitsArePromisedAndSaysSo() {
    Implementations untried = new Implementations(false);

    assertGradientIsRight(
        NETWORK, BATCH, 1, (network, x, labels) -> gradientBy(untried, network, x, labels));

    assertThat(untried.chosen())
        .hasSize(PRODUCTS)
        .extracting(ChosenAlgorithm::algorithm)
        .containsOnly("usual");
  }

  @Test
  void gradientsOfRandomNetworksAreRightWhateverATrialOnTwoThreadsChooses() {
    RandomPairs random = new RandomPairs(900);
    ThreadChoice two = new ThreadChoice(2, true);
    int checked = 0;
    while (checked < 20) {
      NetworkSpec spec = withoutDropout(random.next(20).spec().convolutional());
      if (FastRunner.problem(Networks.build(spec, 1)).isEmpty()) {
        Implementations trying = new Implementations(true);
        assertGradientIsRight(
            spec,
            BATCH,
            checked++,
            (network, x, labels) ->
                new FastRunner(network, oneDnn.with(trying), two, two).computeGradient(x, labels));
        assertThat(trying.chosen()).isNotEmpty();
      }
    }
  }

  /** Also of those that this processor does not have: then oneDNN's first computes. */
  @EnabledIfSystemProperty(named = "os.arch", matches = "amd64|x86_64")
  @Test
  void whatAnEarlierProcessChoseComputesRightGradientsWhateverItIs() {
    List<ChosenAlgorithm> products = tried();
    Set<Integer> different = new HashSet<>();
    for (String name : NAMES) {
      Implementations told = new Implementations(false);
      told.choose(products.stream().map(one -> new ChosenAlgorithm(one.problem(), name)).toList());

      assertGradientIsRight(
          NETWORK,
          BATCH,
          1,
          (network, x, labels) -> {
            double loss = gradientBy(told, network, x, labels);
            different.add(Arrays.hashCode(network.getFlattenedGradients().ravel().toFloatVector()));
            return loss;
          });
    }
    // They round differently: more than one did compute.
    assertThat(different).hasSizeGreaterThan(2);
  }

  @Test
  void ignoresWhatOtherLibrariesChoseAndTakesTheNewestOfItsOwn() {
    Implementations told = new Implementations(true);
    ChosenAlgorithm newest = new ChosenAlgorithm("oneDNN, a product", "gemm");

    told.choose(
        List.of(
            new ChosenAlgorithm("oneDNN, a product", "jit"),
            new ChosenAlgorithm("forward on a GPU", "6/3")));
    told.choose(List.of(newest));

    assertThat(told.chosen()).containsExactly(newest);
  }

  /** One that computes a little more than it should is told from one that rounds differently. */
  @Test
  void noticesAnImplementationThatComputesSomethingElse() {
    Function<ActivationFunction, inner_product_forward.primitive_desc> description =
        activation ->
            new inner_product_forward.primitive_desc(
                oneDnn.engine(),
                prop_kind.forward_training,
                Tensor.plain(5, 30),
                Tensor.plain(7, 30),
                Tensor.plain(7),
                Tensor.plain(5, 7),
                activation.fused(),
                false);
    Function<inner_product_forward.primitive_desc, primitive> operation =
        inner_product_forward::new;
    Product<inner_product_forward.primitive_desc> product =
        new Product<>(
            Product.Direction.FORWARD,
            "a layer",
            210,
            batch -> description.apply(ActivationFunction.IDENTITY),
            operation);

    ProductTrial<inner_product_forward.primitive_desc> reference =
        new ProductTrial<>(oneDnn, product, description.apply(ActivationFunction.IDENTITY));

    assertThat(reference.by(description.apply(ActivationFunction.IDENTITY)).agreesWith(reference))
        .isTrue();
    assertThat(reference.by(description.apply(ActivationFunction.LEAKY_RELU)).agreesWith(reference))
        .isFalse();
  }
}
