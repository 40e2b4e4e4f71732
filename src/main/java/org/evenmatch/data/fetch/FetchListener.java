package org.evenmatch.data.fetch;

/** Hears how a download goes. */
public interface FetchListener {
  /** Hears nothing. */
  FetchListener NONE = new FetchListener() {};

  /** Another process fetches the same dataset and is waited for. */
  default void waiting() {}

  /** {@code file} is there already, with the right content. */
  default void present(String file) {}

  /**
   * A mirror begins to send.
   *
   * @param had how many bytes were there from an earlier try
   * @param bytes of the whole file
   */
  default void started(String file, String mirror, long had, long bytes) {}

  /** So many bytes of the file are there. */
  default void advanced(long bytes) {}

  /** A try failed, and another one follows. */
  default void failed(String file, String mirror, String reason) {}

  /** {@code file} is complete, and its content is right. */
  default void finished(String file) {}
}
