import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.evenmatch.Pairs;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Padding;
import org.evenmatch.definition.Window;
import org.evenmatch.match.MatchedPair;
import org.evenmatch.network.NetworkFiles;
import org.evenmatch.network.Networks;

/**
 * Writes one member of a pair in the forms that the peers read: Deeplearning4j's own archive, and a
 * line a layer for a framework that knows neither that nor YAML.
 */
final class Describe {
  public static void main(String[] args) throws Exception {
    MatchedPair pair = Pairs.load(args[0]).matched();
    NetworkSpec network = args[1].equals("fc") ? pair.fullyConnected() : pair.convolutional();
    List<String> lines = new ArrayList<>();
    var image = network.image();
    lines.add(
        network.kind() == Kind.FC
            ? "input " + image.volume()
            : "input " + image.channels() + " " + image.height() + " " + image.width());
    lines.add(
        "optimizer "
            + network.training().optimizer().yamlName()
            + " "
            + network.training().learningRate());
    for (LayerSpec layer : network.layers()) {
      lines.add(line(layer));
    }
    Files.write(Path.of(args[2] + ".layers"), lines);
    NetworkFiles.save(Networks.build(network, 1), Path.of(args[2] + ".zip"));
  }

  private static String line(LayerSpec layer) {
    if (layer instanceof LayerSpec.Conv conv) {
      return "conv " + conv.filters() + window(conv.window()) + name(conv.activation());
    } else if (layer instanceof LayerSpec.Pool pool) {
      return layer.type() + window(pool.window());
    } else if (layer instanceof LayerSpec.BatchNorm norm) {
      if (!norm.scaled() || norm.decay() != LayerSpec.BatchNorm.USUAL_DECAY) {
        throw new IllegalArgumentException(
            "bench-peers: peers have batch-norm with scales and the usual decay alone");
      }
      return "batch-norm" + name(norm.activation());
    } else if (layer instanceof LayerSpec.Dropout dropout) {
      return "dropout " + dropout.rate();
    } else if (layer instanceof LayerSpec.Dense dense) {
      return "dense " + dense.units() + name(dense.activation());
    } else if (layer instanceof LayerSpec.Output output) {
      return "output " + output.classes();
    }
    throw new IllegalArgumentException("bench-peers: peers have no " + layer.type());
  }

  /** Height, width, strides, and the padding on each side, which the peers have alike. */
  private static String window(Window window) {
    boolean same = window.padding() == Padding.SAME;
    boolean even = window.height() % 2 == 0 || window.width() % 2 == 0;
    boolean strided = window.strideHeight() > 1 || window.strideWidth() > 1;
    if (same && (even || strided)) {
      throw new IllegalArgumentException(
          "bench-peers: padding 'same' needs odd windows with stride 1, since PyTorch pads both"
              + " sides alike, but here is "
              + window);
    }
    return String.format(
        " %d %d %d %d %d %d",
        window.height(),
        window.width(),
        window.strideHeight(),
        window.strideWidth(),
        same ? window.height() / 2 : 0,
        same ? window.width() / 2 : 0);
  }

  private static String name(Activation activation) {
    return " " + activation.yamlName();
  }
}
