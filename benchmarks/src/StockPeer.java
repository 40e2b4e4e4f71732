import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Deeplearning4j M2.1 with its defaults, as its own examples use it. */
final class StockPeer {
  public static void main(String[] args) throws Exception {
    String name = args[0];
    int batch = Integer.parseInt(args[1]);
    double seconds = Double.parseDouble(args[2]);
    MultiLayerNetwork network = network(name);
    int side = name.equals("cifar-vgg") ? 32 : 28;
    int channels = name.equals("cifar-vgg") ? 3 : 1;
    INDArray[] features = new INDArray[8];
    INDArray[] labels = new INDArray[8];
    for (int i = 0; i < features.length; i++) {
      features[i] =
          name.equals("mlp")
              ? Nd4j.rand(DataType.FLOAT, batch, 784)
              : Nd4j.rand(DataType.FLOAT, batch, channels, side, side);
      labels[i] = Nd4j.zeros(DataType.FLOAT, batch, 10);
      for (int row = 0; row < batch; row++) {
        labels[i].putScalar(row, (row + i) % 10, 1);
      }
    }
    double train =
        Timing.examplesPerSecond(
            i -> network.fit(features[i % 8], labels[i % 8]), batch, 2 * seconds, seconds);
    double inference =
        Timing.examplesPerSecond(
            i -> network.output(features[i % 8], false), batch, seconds, seconds);
    Timing.print("dl4j-stock", name, batch, train, inference);
    System.exit(0);
  }

  private static MultiLayerNetwork network(String name) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Adam(0.001))
            .weightInit(WeightInit.RELU)
            .list();
    InputType input = InputType.convolutional(28, 28, 1);
    if (name.equals("mlp")) {
      list.layer(dense(500)).layer(dense(500));
      input = InputType.feedForward(784);
    } else if (name.equals("lenet")) {
      list.layer(conv(5, 20, ConvolutionMode.Truncate, Activation.RELU)).layer(pool());
      list.layer(conv(5, 50, ConvolutionMode.Truncate, Activation.RELU)).layer(pool());
      list.layer(dense(500));
    } else {
      double[] drop = {0.2, 0.3, 0.4};
      for (int block = 0; block < 3; block++) {
        for (int i = 0; i < 2; i++) {
          list.layer(conv(3, 32 << block, ConvolutionMode.Same, Activation.IDENTITY));
          list.layer(new BatchNormalization.Builder().build());
          list.layer(new ActivationLayer.Builder().activation(Activation.RELU).build());
        }
        list.layer(pool()).layer(new DropoutLayer.Builder(1 - drop[block]).build());
      }
      input = InputType.convolutional(32, 32, 3);
    }
    list.layer(
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(10)
            .activation(Activation.SOFTMAX)
            .build());
    MultiLayerNetwork network = new MultiLayerNetwork(list.setInputType(input).build());
    network.init();
    return network;
  }

  private static DenseLayer dense(int units) {
    return new DenseLayer.Builder().nOut(units).activation(Activation.RELU).build();
  }

  private static SubsamplingLayer pool() {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(2, 2)
        .stride(2, 2)
        .build();
  }

  private static ConvolutionLayer conv(
      int kernel, int filters, ConvolutionMode mode, Activation activation) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .nOut(filters)
        .convolutionMode(mode)
        .activation(activation)
        .build();
  }
}
