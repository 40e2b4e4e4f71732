package org.evenmatch.process;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.files.Json;
import org.evenmatch.training.TrainingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The other side of the protocol: a worker process that was asked for something. */
final class WorkerProcess {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

  private final Process process;
  private final Thread out;
  private final Thread err;
  private volatile Optional<JsonNode> result = Optional.empty();
  private volatile Optional<String> failure = Optional.empty();
  private volatile Optional<RuntimeException> problem = Optional.empty();

  /**
   * How a worker ended.
   *
   * @param code its exit code
   * @param result what it gave
   * @param failure why it gave nothing, if it said so
   */
  record Outcome(int code, Optional<JsonNode> result, Optional<String> failure) {
    /** The result as a record. */
    <T> Optional<T> as(Class<T> type) {
      try {
        return code == ExitCode.DONE
            ? result.map(tree -> Json.parse("what a worker said", tree, type))
            : Optional.empty();
      } catch (InvalidInputException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * Starts a worker.
   *
   * @param builder its command
   * @param listener hears its events
   * @param errors gets what it writes to standard error, and to standard output besides messages
   */
  WorkerProcess(
      ProcessBuilder builder,
      WorkerRequest request,
      TrainingListener listener,
      OutputStream errors) {
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("a worker process cannot be started: " + e, e);
    }
    send(request);
    out = daemon(() -> hear(process.getInputStream(), listener, errors));
    err = daemon(() -> process.getErrorStream().transferTo(errors));
  }

  private void send(WorkerRequest request) {
    // It stays open: its end would end the worker.
    OutputStream to = process.getOutputStream();
    try {
      to.write((Json.line(request) + "\n").getBytes(StandardCharsets.UTF_8));
      to.flush();
    } catch (IOException e) {
      // The process has ended already: its exit code says more.
      LOG.debug("{} was not asked", process, e);
    }
  }

  /** Copies until the process ends. */
  @FunctionalInterface
  private interface Copying {
    void run() throws IOException;
  }

  private static Thread daemon(Copying copying) {
    Thread thread =
        new Thread(
            () -> {
              try {
                copying.run();
              } catch (IOException e) {
                // The process was killed in the middle of a line: there is no more to copy.
                Thread.currentThread().interrupt();
              }
            },
            "worker-output");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Drains the pipe to its end, whatever happens, or the worker would wait for ever. */
  private void hear(InputStream from, TrainingListener listener, OutputStream errors)
      throws IOException {
    BufferedReader reader = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      // A native library may have left a line of its own without an end.
      int mark = Math.max(0, line.indexOf(WorkerMessage.MARK));
      Optional<WorkerMessage> message = WorkerMessage.parse(line.substring(mark));
      String other = message.isPresent() ? line.substring(0, mark) : line;
      try {
        if (!other.isEmpty()) {
          errors.write((other + "\n").getBytes(StandardCharsets.UTF_8));
        }
        message.flatMap(WorkerMessage::event).ifPresent(listener::on);
      } catch (IOException e) {
        LOG.debug("nobody reads what a worker says", e);
      } catch (RuntimeException e) {
        problem = problem.or(() -> Optional.of(e));
      }
      result = message.flatMap(WorkerMessage::result).or(() -> result);
      failure = message.flatMap(WorkerMessage::failure).or(() -> failure);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Whether it ends within {@code seconds}. */
  boolean endsWithin(long seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS);
  }

  /** Waits for its end; what a listener threw is thrown then. */
  Outcome await() throws InterruptedException {
    int code = process.waitFor();
    out.join();
    err.join();
    if (problem.isPresent()) {
      throw problem.get();
    }
    return new Outcome(code, result, failure);
  }

  /** Asks it to save where it stands and to end; ends it after {@code mostSeconds}. */
  void end(long mostSeconds) {
    // Process.destroy() would also close its standard input, and end it at once.
    process.toHandle().destroy();
    try {
      if (!process.waitFor(mostSeconds, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
