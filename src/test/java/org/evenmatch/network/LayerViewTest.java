package org.evenmatch.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Padding;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Training;
import org.evenmatch.definition.Window;
import org.junit.jupiter.api.Test;

class LayerViewTest {
  @Test
  void layersOfNormalisationAreNotSeen() {
    Shape image = Shape.image(8, 8, 3);
    NetworkSpec spec =
        new NetworkSpec(
            "norms",
            Kind.CNN,
            image,
            List.of(
                new LayerSpec.Conv("conv", 4, Window.square(3, 1, Padding.SAME), Activation.RELU),
                new LayerSpec.BatchNorm("scaled", Activation.RELU),
                new LayerSpec.BatchNorm("shifted", Activation.RELU, false, 8, 0.9),
                new LayerSpec.Pool("pool", true, Window.square(2, 2, Padding.VALID)),
                new LayerSpec.Output("output", 2)),
            Training.DEFAULT);

    assertThat(LayerView.of(Networks.build(spec, 1), image))
        .extracting(LayerView::name)
        .containsExactly("conv", "pool", "output");
  }
}
