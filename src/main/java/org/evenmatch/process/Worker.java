package org.evenmatch.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.evenmatch.engine.DeviceLostError;
import org.evenmatch.files.Json;
import org.evenmatch.training.TrainingEvent;
import org.evenmatch.training.TrainingListener;

/** The worker's side of the protocol: one request, events, one result. */
public final class Worker {
  /** A bar is not drawn more often; epochs and all else are told at once. */
  private static final long NANOS_BETWEEN_STEPS = 100_000_000L;

  private Worker() {}

  /**
   * Does what {@code in} asks for and ends this process when {@code in} ends: the pipe from the
   * process that started this one, which is closed however that one ends.
   *
   * @param out where messages go
   * @return the exit code; what goes wrong is thrown, after it was told
   */
  public static int serve(InputStream in, PrintStream out) {
    BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    try {
      String line = reader.readLine();
      if (line == null) {
        return ExitCode.KILLED;
      }
      WorkerRequest request = Json.parse(line, WorkerRequest.class);
      endWithParent(reader);
      request
          .work(new Telling(out))
          .ifPresent(result -> out.println(WorkerMessage.ofResult(result).line()));
      return ExitCode.DONE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (DeviceLostError e) {
      out.println(WorkerMessage.ofFailure(e.getMessage()).line());
      return ExitCode.DEVICE_LOST;
    } catch (RuntimeException | Error e) {
      String reason = e instanceof Error ? e.toString() : e.getMessage();
      out.println(WorkerMessage.ofFailure(reason == null ? e.toString() : reason).line());
      throw e;
    }
  }

  /** Tells events to the process that started this one. */
  private static final class Telling implements TrainingListener {
    private final PrintStream out;
    private long toldNanos = System.nanoTime() - NANOS_BETWEEN_STEPS;

    Telling(PrintStream out) {
      this.out = out;
    }

    @Override
    public void on(TrainingEvent event) {
      if (event instanceof TrainingEvent.Stepped) {
        long now = System.nanoTime();
        if (now - toldNanos < NANOS_BETWEEN_STEPS) {
          return;
        }
        toldNanos = now;
      }
      out.println(WorkerMessage.of(event).line());
    }
  }

  private static void endWithParent(BufferedReader reader) {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (reader.read() >= 0) {
                  // Nothing more is ever said.
                }
              } catch (IOException e) {
                // As good as the end.
              }
              Runtime.getRuntime().halt(ExitCode.KILLED);
            },
            "end-with-parent");
    watch.setDaemon(true);
    watch.start();
  }
}
