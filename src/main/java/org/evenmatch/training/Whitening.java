package org.evenmatch.training;

import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.evenmatch.data.ImageSet;
import org.evenmatch.data.Normalization;
import org.evenmatch.definition.LayerSpec;
import org.evenmatch.definition.NetworkSpec;
import org.evenmatch.definition.Shape;
import org.evenmatch.definition.Window;
import org.evenmatch.network.Networks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Filters that make patches of images white: the eigenvectors of the patches' covariance, each
 * divided by the root of its eigenvalue, and their negatives (Page, "How to train your ResNet",
 * 2019; with negatives as in Jordan, "94% on CIFAR-10 in 3.29 seconds on a single GPU", 2024).
 */
public final class Whitening {
  private static final int MOST_IMAGES = 5_000;

  /** Added to eigenvalues, as Jordan does: directions without variance are not blown up. */
  private static final double EPSILON = 5e-4;

  private Whitening() {}

  /**
   * Sets the first layer's filters, if it is one that whitens.
   *
   * @param images the training images, of which some are looked at
   * @param normalization of the images
   */
  public static void set(
      MultiLayerNetwork network, NetworkSpec spec, ImageSet images, Normalization normalization) {
    if (spec.layers().get(0) instanceof LayerSpec.Conv conv && conv.whitens()) {
      INDArray weights = Networks.weights(network, conv.name());
      double[][] filters =
          filters(images, normalization, conv.window().height(), conv.window().width());
      for (int filter = 0; filter < filters.length; filter++) {
        for (int value = 0; value < filters[filter].length; value++) {
          weights.putScalar(indices(filter, value, conv.window()), filters[filter][value]);
        }
      }
    }
  }

  private static long[] indices(int filter, int value, Window window) {
    int area = window.height() * window.width();
    return new long[] {filter, value / area, value % area / window.width(), value % window.width()};
  }

  /**
   * The filters, {@code [2 × values, values]}, a patch's values in the order {@code [channel, row,
   * column]}.
   */
  static double[][] filters(ImageSet images, Normalization normalization, int height, int width) {
    int values = height * width * images.shape().channels();
    EigenDecomposition eigen =
        new EigenDecomposition(
            MatrixUtils.createRealMatrix(covariance(images, normalization, height, width)));
    double[][] filters = new double[2 * values][values];
    for (int i = 0; i < values; i++) {
      double root = Math.sqrt(Math.max(0, eigen.getRealEigenvalue(i)) + EPSILON);
      for (int j = 0; j < values; j++) {
        filters[i][j] = eigen.getEigenvector(i).getEntry(j) / root;
        filters[values + i][j] = -filters[i][j];
      }
    }
    return filters;
  }

  /** Of all patches of images that are spread over the set; means are taken as 0, as they are. */
  private static double[][] covariance(
      ImageSet images, Normalization normalization, int height, int width) {
    Shape shape = images.shape();
    int values = height * width * shape.channels();
    double[][] sums = new double[values][values];
    double[] patch = new double[values];
    int used = Math.min(MOST_IMAGES, images.size());
    long patches = 0;
    for (int i = 0; i < used; i++) {
      int image = (int) ((long) i * images.size() / used);
      for (int row = 0; row + height <= shape.height(); row++) {
        for (int column = 0; column + width <= shape.width(); column++) {
          read(images, normalization, image, row, column, height, width, patch);
          for (int a = 0; a < values; a++) {
            for (int b = 0; b <= a; b++) {
              sums[a][b] += patch[a] * patch[b];
            }
          }
          patches++;
        }
      }
    }
    for (int a = 0; a < values; a++) {
      for (int b = 0; b <= a; b++) {
        sums[a][b] /= patches;
        sums[b][a] = sums[a][b];
      }
    }
    return sums;
  }

  private static void read(
      ImageSet images,
      Normalization normalization,
      int image,
      int row,
      int column,
      int height,
      int width,
      double[] patch) {
    int at = 0;
    for (int channel = 0; channel < images.shape().channels(); channel++) {
      float[] table = normalization.table(channel);
      int plane = images.offset(image, channel);
      for (int y = row; y < row + height; y++) {
        for (int x = column; x < column + width; x++) {
          patch[at++] = table[images.pixels()[plane + (y * images.shape().width()) + x] & 0xff];
        }
      }
    }
  }
}
