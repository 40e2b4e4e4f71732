package org.evenmatch.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A layer's gradient that is scaled down where its L2 norm is too large.
 *
 * @param from where it begins among the network's
 * @param count how many values it has
 * @param mostNorm the largest norm
 */
public record Clip(long from, long count, double mostNorm) {

  /** Those of a network whose training is {@linkplain Supported supported}. */
  public static List<Clip> of(MultiLayerNetwork network) {
    List<Clip> clips = new ArrayList<>();
    long from = 0;
    for (int i = 0; i < network.getnLayers(); i++) {
      long count = network.getLayer(i).numParams();
      OptionalDouble most =
          Supported.clip(network.getLayerWiseConfigurations().getConf(i).getLayer());
      if (count > 0 && most.isPresent()) {
        clips.add(new Clip(from, count, most.getAsDouble()));
      }
      from += count;
    }
    return clips;
  }
}
