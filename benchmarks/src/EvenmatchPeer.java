import java.util.List;
import org.evenmatch.Pairs;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.network.Networks;
import org.evenmatch.network.Runners;
import org.evenmatch.definition.Activation;
import org.evenmatch.definition.Kind;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Training;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Evenmatch, as its training loop runs networks. */
final class EvenmatchPeer {
  public static void main(String[] args) throws Exception {
    String name = args[0];
    int batch = Integer.parseInt(args[1]);
    double seconds = Double.parseDouble(args[2]);
    NetworkSpec spec = name.equals("mlp") ? mlp() : Pairs.load(name).spec().convolutional();
    NetworkRunner runner = Runners.of(Networks.build(spec, 1));
    Shape image = spec.image();
    INDArray[] features = new INDArray[8];
    INDArray[] labels = new INDArray[8];
    for (int i = 0; i < features.length; i++) {
      features[i] =
          name.equals("mlp")
              ? Nd4j.rand(DataType.FLOAT, batch, 784)
              : Nd4j.rand(
                  DataType.FLOAT, batch, image.channels(), image.height(), image.width());
      labels[i] = Nd4j.zeros(DataType.FLOAT, batch, 10);
      for (int row = 0; row < batch; row++) {
        labels[i].putScalar(row, (row + i) % 10, 1);
      }
    }
    runner.startEpoch(1);
    double train =
        Timing.examplesPerSecond(
            i -> runner.fit(features[i % 8], labels[i % 8]), batch, 2 * seconds, seconds);
    double inference =
        Timing.examplesPerSecond(i -> runner.classify(features[i % 8]), batch, seconds, seconds);
    Timing.print("evenmatch", name, batch, train, inference);
    System.exit(0);
  }

  private static NetworkSpec mlp() {
    return new NetworkSpec(
        "mlp",
        Kind.FC,
        Shape.image(28, 28, 1),
        List.of(
            new LayerSpec.Dense("dense1", 500, Activation.RELU),
            new LayerSpec.Dense("dense2", 500, Activation.RELU),
            new LayerSpec.Output("output", 10)),
        Training.DEFAULT);
  }
}
