package org.evenmatch.training;

import org.evenmatch.definition.Training;

/** The loss of a training is no longer a finite number. */
final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DivergedException(double loss, int batch, int epoch, Training training) {
    super(
        String.format(
            "diverged: the loss was %s by batch %d of epoch %d; try a lower learning rate than %s",
            loss, batch, epoch, training.learningRate()));
  }
}
