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
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

/** DJL with PyTorch on the processor. */
final class DjlPeer {
  public static void main(String[] args) throws Exception {
    String name = args[0];
    int batch = Integer.parseInt(args[1]);
    double seconds = Double.parseDouble(args[2]);
    int side = name.equals("cifar-vgg") ? 32 : 28;
    int channels = name.equals("cifar-vgg") ? 3 : 1;
    Shape shape =
        name.equals("mlp") ? new Shape(batch, 784) : new Shape(batch, channels, side, side);
    Optimizer adam = Adam.builder().optLearningRateTracker(Tracker.fixed(0.001f)).build();
    try (Model model = Model.newInstance(name, Engine.getInstance().getEngineName());
        NDManager manager = NDManager.newBaseManager()) {
      model.setBlock(block(name));
      Loss loss = Loss.softmaxCrossEntropyLoss();
      try (Trainer trainer =
          model.newTrainer(new DefaultTrainingConfig(loss).optOptimizer(adam))) {
        trainer.initialize(shape);
        NDArray[] features = new NDArray[8];
        NDArray[] labels = new NDArray[8];
        for (int i = 0; i < features.length; i++) {
          features[i] = manager.randomUniform(0, 1, shape, DataType.FLOAT32);
          labels[i] = manager.arange(i, batch + i).mod(10).toType(DataType.INT64, false);
        }
        double train =
            Timing.examplesPerSecond(
                i -> {
                  try (NDManager step = trainer.getManager().newSubManager()) {
                    NDList input = new NDList(features[i % 8].duplicate());
                    input.attach(step);
                    try (GradientCollector collector = trainer.newGradientCollector()) {
                      NDList output = trainer.forward(input);
                      NDArray value = loss.evaluate(new NDList(labels[i % 8]), output);
                      collector.backward(value);
                      value.getFloat();
                      output.close();
                      value.close();
                    }
                    trainer.step();
                  }
                },
                batch,
                2 * seconds,
                seconds);
        ParameterStore parameters = new ParameterStore(manager, false);
        double inference =
            Timing.examplesPerSecond(
                i -> {
                  try (NDManager step = manager.newSubManager()) {
                    NDArray input = features[i % 8].duplicate();
                    input.attach(step);
                    NDList output =
                        model.getBlock().forward(parameters, new NDList(input), false);
                    output.attach(step);
                    output.singletonOrThrow().argMax(1).toLongArray();
                  }
                },
                batch,
                seconds,
                seconds);
        Timing.print("djl-pytorch", name, batch, train, inference);
      }
    }
    System.exit(0);
  }

  private static Block block(String name) {
    SequentialBlock block = new SequentialBlock();
    if (name.equals("mlp")) {
      block.add(linear(500)).add(Activation::relu).add(linear(500)).add(Activation::relu);
    } else if (name.equals("lenet")) {
      block.add(conv(5, 20, 0)).add(Activation::relu).add(pool());
      block.add(conv(5, 50, 0)).add(Activation::relu).add(pool());
      block.add(Blocks.batchFlattenBlock()).add(linear(500)).add(Activation::relu);
    } else {
      float[] drop = {0.2f, 0.3f, 0.4f};
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 2; j++) {
          block.add(conv(3, 32 << i, 1)).add(BatchNorm.builder().build()).add(Activation::relu);
        }
        block.add(pool()).add(Dropout.builder().optRate(drop[i]).build());
      }
      block.add(Blocks.batchFlattenBlock());
    }
    return block.add(linear(10));
  }

  private static Block linear(int units) {
    return Linear.builder().setUnits(units).build();
  }

  private static Block pool() {
    return Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2));
  }

  private static Block conv(int kernel, int filters, int pad) {
    return Conv2d.builder()
        .setKernelShape(new Shape(kernel, kernel))
        .setFilters(filters)
        .optPadding(new Shape(pad, pad))
        .build();
  }
}
