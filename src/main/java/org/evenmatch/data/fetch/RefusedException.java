package org.evenmatch.data.fetch;

import java.io.IOException;

/** What a mirror sent is not what was asked for: asking it again would not help. */
final class RefusedException extends IOException {
  RefusedException(String message) {
    super(message);
  }
}
