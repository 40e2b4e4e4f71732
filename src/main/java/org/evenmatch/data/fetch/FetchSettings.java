package org.evenmatch.data.fetch;

import java.time.Duration;

/**
 * How patient a download is.
 *
 * @param connectTimeout for a connection to be made
 * @param silence longest wait for the next byte
 * @param window over which an answer must bring at least {@code leastBytesPerWindow}
 * @param leastBytesPerWindow below this, a mirror counts as stalled
 * @param triesPerMirror how often a mirror is asked that fails in a way that may pass
 * @param firstPause before the second try; each further one is twice as long
 */
public record FetchSettings(
    Duration connectTimeout,
    Duration silence,
    Duration window,
    long leastBytesPerWindow,
    int triesPerMirror,
    Duration firstPause) {

  /** What suits the internet. */
  public static final FetchSettings DEFAULT =
      new FetchSettings(
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          4_096,
          4,
          Duration.ofSeconds(1));

  public FetchSettings {
    if (triesPerMirror < 1) {
      throw new IllegalArgumentException("a mirror must be tried at least once");
    }
  }
}
