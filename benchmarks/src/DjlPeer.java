import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** DJL with PyTorch on the processor. */
final class DjlPeer {
  public static void main(String[] args) throws Exception {
    int batch = Integer.parseInt(args[0]);
    double seconds = Double.parseDouble(args[1]);
    List<String> lines = Files.readAllLines(Path.of(args[2] + ".layers"));
    String[] input = lines.get(0).split(" ");
    String[] rate = lines.get(1).split(" ");
    Shape shape =
        new Shape(
            LongStream.concat(
                    LongStream.of(batch), Stream.of(input).skip(1).mapToLong(Long::parseLong))
                .toArray());
    int classes = Integer.parseInt(lines.get(lines.size() - 1).split(" ")[1]);
    try (Model model = Model.newInstance("peer", Engine.getInstance().getEngineName());
        NDManager manager = NDManager.newBaseManager()) {
      model.setBlock(block(lines.subList(2, lines.size()), input.length > 2));
      Loss loss = Loss.softmaxCrossEntropyLoss();
      try (Trainer trainer =
          model.newTrainer(
              new DefaultTrainingConfig(loss)
                  .optOptimizer(optimizer(rate[1], Float.parseFloat(rate[2]))))) {
        trainer.initialize(shape);
        NDArray[] features = new NDArray[8];
        NDArray[] labels = new NDArray[8];
        for (int i = 0; i < features.length; i++) {
          features[i] = manager.randomUniform(0, 1, shape, DataType.FLOAT32);
          labels[i] = manager.arange(i, batch + i).mod(classes).toType(DataType.INT64, false);
        }
        ParameterStore parameters = new ParameterStore(manager, false);
        Timing.serve(
            i -> {
              try (NDManager step = trainer.getManager().newSubManager()) {
                NDList in = new NDList(features[i % 8].duplicate());
                in.attach(step);
                try (GradientCollector collector = trainer.newGradientCollector()) {
                  NDList output = trainer.forward(in);
                  NDArray value = loss.evaluate(new NDList(labels[i % 8]), output);
                  collector.backward(value);
                  value.getFloat();
                  output.close();
                  value.close();
                }
                trainer.step();
              }
            },
            i -> {
              try (NDManager step = manager.newSubManager()) {
                NDArray in = features[i % 8].duplicate();
                in.attach(step);
                NDList output = model.getBlock().forward(parameters, new NDList(in), false);
                output.attach(step);
                output.singletonOrThrow().argMax(1).toLongArray();
              }
            },
            batch,
            seconds);
        System.out.printf(
            "NOTE DJL: %s, float32, images [batch, channels, height, width], oneDNN inside, gradients"
                + " recorded in inference: %s, the better of 1 and all threads%n",
            Engine.getInstance().getVersion(), JniUtils.isGradMode());
      }
    }
    System.exit(0);
  }

  private static Optimizer optimizer(String name, float rate) {
    Tracker tracker = Tracker.fixed(rate);
    return switch (name) {
      case "adam" -> Optimizer.adam().optLearningRateTracker(tracker).build();
      case "sgd" -> Optimizer.sgd().setLearningRateTracker(tracker).build();
      case "nesterovs" ->
          Optimizer.sgd().setLearningRateTracker(tracker).optMomentum(0.9f).build();
      default -> throw new IllegalArgumentException("bench-peers: DJL has no " + name);
    };
  }

  private static Block block(List<String> layers, boolean isImage) {
    SequentialBlock block = new SequentialBlock();
    boolean image = isImage;
    for (String line : layers) {
      String[] words = line.split(" ");
      boolean dense = words[0].equals("dense") || words[0].equals("output");
      if (image && dense) {
        block.add(Blocks.batchFlattenBlock());
        image = false;
      }
      switch (words[0]) {
        case "conv" ->
            block.add(
                Conv2d.builder()
                    .setFilters(Integer.parseInt(words[1]))
                    .setKernelShape(shape(words, 2))
                    .optStride(shape(words, 4))
                    .optPadding(shape(words, 6))
                    .build());
        case "max-pool" ->
            block.add(Pool.maxPool2dBlock(shape(words, 1), shape(words, 3), shape(words, 5)));
        case "avg-pool" ->
            block.add(Pool.avgPool2dBlock(shape(words, 1), shape(words, 3), shape(words, 5)));
        case "batch-norm" -> block.add(BatchNorm.builder().build());
        case "dropout" ->
            block.add(Dropout.builder().optRate(Float.parseFloat(words[1])).build());
        default ->
            block.add(Linear.builder().setUnits(Integer.parseInt(words[1])).build());
      }
      activate(block, words[words.length - 1]);
    }
    return block;
  }

  private static Shape shape(String[] words, int from) {
    return new Shape(Long.parseLong(words[from]), Long.parseLong(words[from + 1]));
  }

  private static void activate(SequentialBlock block, String name) {
    switch (name) {
      case "relu" -> block.add(Activation::relu);
      case "leaky-relu" -> block.add(list -> Activation.leakyRelu(list, 0.01f));
      case "elu" -> block.add(list -> Activation.elu(list, 1));
      case "tanh" -> block.add(Activation::tanh);
      case "sigmoid" -> block.add(Activation::sigmoid);
      default -> {}
    }
  }
}
