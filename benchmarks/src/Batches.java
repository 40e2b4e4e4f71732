import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The batches that both peers on Deeplearning4j compute with. */
final class Batches {
  private Batches() {}

  /** Eight batches of random images of the shape in the first line of {@code layers}. */
  static INDArray[] features(String layers, int batch) throws IOException {
    String[] words = Files.readAllLines(Path.of(layers)).get(0).split(" ");
    long[] shape =
        Stream.concat(Stream.of(Integer.toString(batch)), Stream.of(words).skip(1))
            .mapToLong(Long::parseLong)
            .toArray();
    return Stream.generate(() -> Nd4j.rand(DataType.FLOAT, shape))
        .limit(8)
        .toArray(INDArray[]::new);
  }

  /** Their labels, one-hot. */
  static INDArray[] labels(int classes, int batch) {
    INDArray[] labels = new INDArray[8];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Nd4j.zeros(DataType.FLOAT, batch, classes);
      for (int row = 0; row < batch; row++) {
        labels[i].putScalar(row, (row + i) % classes, 1);
      }
    }
    return labels;
  }
}
