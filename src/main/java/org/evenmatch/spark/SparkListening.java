package org.evenmatch.spark;

import java.util.function.Consumer;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Says, in a line each, which executors come and go and which tasks Spark starts again. */
final class SparkListening extends SparkListener {
  private final Consumer<String> notices;
  private volatile boolean ended;

  SparkListening(Consumer<String> notices) {
    this.notices = notices;
  }

  /** Executors that go from now on are no news. */
  void end() {
    ended = true;
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded event) {
    notices.accept(
        "executor "
            + event.executorId()
            + " on "
            + event.executorInfo().executorHost()
            + " has "
            + event.executorInfo().totalCores()
            + " cores");
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    if (!ended) {
      notices.accept("executor " + event.executorId() + " is lost: " + firstLine(event.reason()));
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    if (!ended && event.reason() instanceof TaskFailedReason reason) {
      notices.accept(
          "Spark starts again what executor "
              + event.taskInfo().executorId()
              + " had at work: "
              + firstLine(reason.toErrorString()));
    }
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
