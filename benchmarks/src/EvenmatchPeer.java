import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.engine.NativeRuntime;
import org.evenmatch.kernels.KernelLibrary;
import org.evenmatch.kernels.NetworkRunner;
import org.evenmatch.network.NetworkFiles;
import org.evenmatch.network.Runners;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Evenmatch, as its training loop runs networks. */
final class EvenmatchPeer {
  public static void main(String[] args) throws Exception {
    int batch = Integer.parseInt(args[0]);
    double seconds = Double.parseDouble(args[1]);
    NativeRuntime runtime = NativeRuntime.current();
    runtime.start();
    MultiLayerNetwork network = NetworkFiles.load(Path.of(args[2] + ".zip"));
    KernelLibrary.current()
        .problem(network)
        .ifPresent(reason -> System.out.println("NOTE Evenmatch: by Deeplearning4j: " + reason));
    NetworkRunner runner = Runners.of(network);
    INDArray[] features = Batches.features(args[2] + ".layers", batch);
    INDArray[] labels = Batches.labels(network.layerSize(network.getnLayers() - 1), batch);
    runner.startEpoch(1);
    Timing.serve(
        i -> runner.fit(features[i % 8], labels[i % 8]),
        i -> runner.classify(features[i % 8]),
        batch,
        seconds);
    System.out.printf(
        "NOTE Evenmatch: %s, %s, all of %d threads or one, whichever is faster at the moment%n",
        KernelLibrary.current().description(),
        runtime.build().yamlName(),
        runtime.start().threads());
    System.exit(0);
  }
}
