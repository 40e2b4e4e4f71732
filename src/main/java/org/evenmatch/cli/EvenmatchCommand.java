package org.evenmatch.cli;

import static picocli.CommandLine.ScopeType.INHERIT;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.function.Consumer;
import org.evenmatch.data.MissingDatasetException;
import org.evenmatch.engine.BackendUnavailableException;
import org.evenmatch.engine.NativeFailure;
import org.evenmatch.files.InvalidInputException;
import org.evenmatch.process.ExitCode;
import org.evenmatch.process.Supervision;
import org.evenmatch.process.WorkerFailedException;
import org.evenmatch.training.StoppedException;
import org.evenmatch.training.TrainingListener;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The top of the command line. */
@Command(
    name = "evenmatch",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Compares fully-connected and convolutional networks that match, on Deeplearning4j.",
    subcommands = {
      CompareCommand.class,
      CountCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      BenchCommand.class,
      SweepCommand.class,
      RerunCommand.class,
      WorkerCommand.class,
      DatasetsCommand.class,
      ReportCommand.class,
      DoctorCommand.class,
      StepCheckCommand.class,
      GpuTableCommand.class,
    })
public final class EvenmatchCommand implements Runnable {
  /** Hears nothing. */
  static final Consumer<String> NOBODY = text -> {};

  private final CommandLine commandLine;
  private final Console console;
  private final List<String> words;

  @Option(names = "--quiet", scope = INHERIT, description = "No progress and no notices.")
  private boolean quiet;

  @Option(names = "--verbose", scope = INHERIT, description = "Stack traces of errors.")
  private boolean verbose;

  private EvenmatchCommand(List<String> words, Console console) {
    this.words = words;
    this.console = console;
    this.commandLine = new CommandLine(this, new CommandFactory(this));
  }

  /**
   * Runs the command that {@code words} name.
   *
   * @return the exit code
   */
  public static int run(List<String> words, PrintStream out, PrintStream err) {
    EvenmatchCommand command = new EvenmatchCommand(words, Console.of(out, err));
    CommandLine commandLine =
        command
            .commandLine
            .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(command::unusable)
            .setExecutionExceptionHandler(command::failed);
    int code;
    try {
      code = commandLine.execute(words.toArray(String[]::new));
    } catch (OutOfMemoryError e) {
      return command.failed(
          e, "Java needs more memory: set EVENMATCH_JAVA_OPTS=-Xmx8g, or choose smaller batches");
    } catch (LinkageError e) {
      return command.failed(e, NativeFailure.advice());
    }
    if (code == ExitCode.DONE && out.checkError()) {
      command.console.notice("the output could not be written: make sure that there is room");
      return ExitCode.FAILED;
    }
    return code;
  }

  private int failed(Error e, String advice) {
    if (verbose) {
      e.printStackTrace(console.err());
    }
    console.notice("failed: " + firstLine(e.toString()) + ": " + advice);
    return ExitCode.FAILED;
  }

  Console console() {
    return console;
  }

  /** The command line without the program's name. */
  List<String> words() {
    return words;
  }

  /** Whether progress and notices are unwanted. */
  boolean quiet() {
    return quiet;
  }

  /** How worker processes are watched, with the console as the one who hears of it. */
  Supervision supervision() {
    return new Supervision(
        quiet ? TrainingListener.NONE : new ProgressPrinter(console),
        notices(),
        console::notice,
        console.err(),
        verbose,
        folder -> {
          console.notice("interrupted; what was finished is saved: go on with --resume " + folder);
          Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
        });
  }

  /** Hears what a user may want to know, as which backend {@code auto} chose and why. */
  Consumer<String> notices() {
    return quiet ? NOBODY : console::notice;
  }

  @Override
  public void run() {
    commandLine.usage(console.out());
  }

  private int unusable(ParameterException e, String[] args) {
    String hint = "";
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> near = unmatched.getSuggestions();
      hint = near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    }
    console.notice(
        firstLine(e.getMessage())
            + hint
            + " (see '"
            + e.getCommandLine().getCommandSpec().qualifiedName()
            + " --help')");
    return ExitCode.UNUSABLE;
  }

  private int failed(Exception e, CommandLine failing, ParseResult parsed) {
    if (e instanceof StoppedException) {
      return ExitCode.INTERRUPTED;
    }
    if (e instanceof WorkerFailedException worker) {
      if (ExitCode.isOwn(worker.code()) || ExitCode.isInterrupted(worker.code())) {
        // It has said why on the same standard error.
        return worker.code();
      }
      console.notice("failed: the worker process ended with exit code " + worker.code());
      return ExitCode.FAILED;
    }
    if (verbose) {
      e.printStackTrace(console.err());
    }
    if (e instanceof MissingDatasetException missing) {
      boolean canSay =
          failing.getCommandSpec().optionsMap().containsKey("--data-dir")
              && !failing.getParseResult().hasMatchedOption("--resume");
      console.notice(
          firstLine(e.getMessage())
              + ": get them with 'datasets fetch "
              + missing.dataset()
              + (canSay
                  ? "', or say with --data-dir where they lie"
                  : "', or put them where they were"));
      return ExitCode.UNUSABLE;
    }
    if (e instanceof InvalidInputException) {
      console.notice(firstLine(e.getMessage()));
      return ExitCode.UNUSABLE;
    }
    if (e instanceof InvalidPathException path) {
      console.notice(
          "names of files must be of characters that the locale has, but one is '"
              + path.getInput()
              + "' ("
              + path.getReason()
              + "): set LC_ALL=C.UTF-8");
      return ExitCode.UNUSABLE;
    }
    if (e instanceof BackendUnavailableException) {
      console.notice(firstLine(e.getMessage()));
      return ExitCode.NO_BACKEND;
    }
    if (e instanceof UncheckedIOException) {
      console.notice(firstLine(e.getMessage()));
      return ExitCode.FAILED;
    }
    console.notice("failed: " + e + " (add --verbose for where)");
    return ExitCode.FAILED;
  }

  private static String firstLine(String message) {
    return message == null ? "" : message.lines().findFirst().orElse("");
  }
}
