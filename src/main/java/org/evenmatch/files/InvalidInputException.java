package org.evenmatch.files;

/**
 * What a user gave cannot be used: an option, a file or a definition.
 *
 * <p>The message is one line that states the rule, the value received and what to do.
 */
public class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidInputException(String message) {
    super(message);
  }

  public InvalidInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
