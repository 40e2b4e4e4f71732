import java.io.File;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Deeplearning4j M2.1 with its defaults, as its own examples use it. */
final class StockPeer {
  public static void main(String[] args) throws Exception {
    String label = args[0];
    int batch = Integer.parseInt(args[1]);
    double seconds = Double.parseDouble(args[2]);
    MultiLayerNetwork network =
        ModelSerializer.restoreMultiLayerNetwork(new File(args[3] + ".zip"), true);
    INDArray[] features = Batches.features(args[3] + ".layers", batch);
    INDArray[] labels = Batches.labels(network.layerSize(network.getnLayers() - 1), batch);
    double train =
        Timing.examplesPerSecond(
            i -> network.fit(features[i % 8], labels[i % 8]), batch, 2 * seconds, seconds);
    double inference =
        Timing.examplesPerSecond(
            i -> network.output(features[i % 8], false), batch, seconds, seconds);
    Timing.print("dl4j-stock", label, batch, train, inference);
    System.out.println("NOTE stock DL4J: 1.0.0-M2.1, nd4j-native and all settings as they come");
    System.exit(0);
  }
}
