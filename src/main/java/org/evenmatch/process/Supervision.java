package org.evenmatch.process;

import java.io.OutputStream;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.evenmatch.training.TrainingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who hears how worker processes get on.
 *
 * @param listener hears of trainings
 * @param notices hears, in a line each, what a user should know
 * @param failures hears, in a line each, what came to nothing and why
 * @param errors gets what workers write to standard error
 * @param verbose whether workers add stack traces to their errors
 * @param interrupted is told the folder when the Java machine is asked to end and what was finished
 *     is saved
 */
public record Supervision(
    TrainingListener listener,
    Consumer<String> notices,
    Consumer<String> failures,
    OutputStream errors,
    boolean verbose,
    Consumer<Path> interrupted) {
  private static final Logger LOG = LoggerFactory.getLogger(Supervision.class);

  /** The same for a part of what lies in {@code whole}, which is what is gone on with. */
  Supervision ofPart(Path whole) {
    return new Supervision(
        listener, notices, failures, errors, verbose, part -> interrupted.accept(whole));
  }

  /** For libraries: {@code listener} hears of trainings, the log of all else. */
  public static Supervision of(TrainingListener listener) {
    return new Supervision(
        listener,
        LOG::info,
        LOG::warn,
        OutputStream.nullOutputStream(),
        false,
        folder -> LOG.warn("interrupted; what was finished is saved in {}", folder));
  }
}
