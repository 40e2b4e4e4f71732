package org.evenmatch.kernels.gpu;

import static org.bytedeco.cuda.global.cublas.CUBLAS_GEMM_DEFAULT;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_N;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_T;
import static org.bytedeco.cuda.global.cublas.cublasGemmEx;
import static org.bytedeco.cuda.global.cublas.cublasGemmStridedBatchedEx;
import static org.bytedeco.cuda.global.cudart.CUDA_R_32F;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Products of row-major matrices, one or many that lie behind each other: {@code left · right},
 * either as it lies or transposed.
 */
final class MatrixProduct implements Runnable {
  private static final FloatPointer ONE = Workbench.factor(1);
  private static final FloatPointer ZERO = Workbench.factor(0);

  private final Workbench bench;
  private final Matrix left;
  private final Matrix right;
  private final Pointer leftValues;
  private final Pointer rightValues;
  private final Pointer result;
  private final int rows;
  private final int columns;
  private final int inner;
  private final int matrices;

  /**
   * Matrices that lie behind each other.
   *
   * @param values {@code [matrices, rows, columns]}
   * @param rows as they lie
   * @param columns as they lie
   * @param transposed whether the transposed is meant
   */
  record Matrix(DeviceArray values, int rows, int columns, boolean transposed) {

    static Matrix of(DeviceArray values, int rows, int columns) {
      return new Matrix(values, rows, columns, false);
    }

    /** The transposed of it. */
    Matrix flipped() {
      return new Matrix(values, rows, columns, !transposed);
    }

    private int outer() {
      return transposed ? columns : rows;
    }

    private int inner() {
      return transposed ? rows : columns;
    }

    private int operation() {
      return transposed ? CUBLAS_OP_T : CUBLAS_OP_N;
    }

    private long stride() {
      return (long) rows * columns;
    }
  }

  MatrixProduct(Workbench bench, Matrix left, Matrix right, DeviceArray result, int matrices) {
    if (left.inner() != right.outer()) {
      throw new IllegalArgumentException(
          "inner dimensions must agree, but are " + left.inner() + " and " + right.outer());
    }
    this.bench = bench;
    this.left = left;
    this.right = right;
    this.leftValues = left.values().pointer();
    this.rightValues = right.values().pointer();
    this.result = result.pointer();
    this.rows = left.outer();
    this.columns = right.inner();
    this.inner = left.inner();
    this.matrices = matrices;
  }

  /** cuBLAS has columns behind each other: it computes the transposed, from the right. */
  @Override
  public void run() {
    int type = bench.arithmetic().cublasType();
    int status =
        matrices == 1
            ? cublasGemmEx(
                bench.device().cublas(),
                right.operation(),
                left.operation(),
                columns,
                rows,
                inner,
                ONE,
                rightValues,
                CUDA_R_32F,
                right.columns(),
                leftValues,
                CUDA_R_32F,
                left.columns(),
                ZERO,
                result,
                CUDA_R_32F,
                columns,
                type,
                CUBLAS_GEMM_DEFAULT)
            : cublasGemmStridedBatchedEx(
                bench.device().cublas(),
                right.operation(),
                left.operation(),
                columns,
                rows,
                inner,
                ONE,
                rightValues,
                CUDA_R_32F,
                right.columns(),
                right.stride(),
                leftValues,
                CUDA_R_32F,
                left.columns(),
                left.stride(),
                ZERO,
                result,
                CUDA_R_32F,
                columns,
                (long) rows * columns,
                matrices,
                type,
                CUBLAS_GEMM_DEFAULT);
    Cuda.checkCublas("cublasGemmEx", status);
  }
}
