package org.evenmatch.training;

import java.util.concurrent.atomic.AtomicBoolean;

/** Asks a training to save where it stands and to stop after the step under way. */
public final class StopRequest {
  private final AtomicBoolean requested = new AtomicBoolean();

  public void request() {
    requested.set(true);
  }

  public boolean isRequested() {
    return requested.get();
  }
}
