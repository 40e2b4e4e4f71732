import java.io.File;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Deeplearning4j M2.1 with its defaults, as its own examples use it. */
final class StockPeer {
  public static void main(String[] args) throws Exception {
    int batch = Integer.parseInt(args[0]);
    double seconds = Double.parseDouble(args[1]);
    MultiLayerNetwork network =
        ModelSerializer.restoreMultiLayerNetwork(new File(args[2] + ".zip"), true);
    INDArray[] features = Batches.features(args[2] + ".layers", batch);
    INDArray[] labels = Batches.labels(network.layerSize(network.getnLayers() - 1), batch);
    Timing.serve(
        i -> network.fit(features[i % 8], labels[i % 8]),
        i -> network.output(features[i % 8], false),
        batch,
        seconds);
    System.out.println("NOTE stock DL4J: 1.0.0-M2.1, nd4j-native and all settings as they come");
    System.exit(0);
  }
}
