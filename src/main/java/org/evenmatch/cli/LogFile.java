package org.evenmatch.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Sends the log to a run's {@code evenmatch.log}; the terminal stays clean. */
final class LogFile {
  /** The process that starts a worker says where the log goes. */
  private static final String PROPERTY = "evenmatch.log";

  private final FileAppender<ILoggingEvent> appender = new FileAppender<>();

  private LogFile(Optional<String> file) {
    if (file.isEmpty()) {
      return;
    }
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%d{ISO8601} %-5level [%thread] %logger{36} - %msg%n");
    encoder.start();
    appender.setContext(context);
    appender.setFile(file.get());
    appender.setEncoder(encoder);
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }

  /** Opens the file that this process was told of, if it was. */
  static LogFile open() {
    return new LogFile(Optional.ofNullable(System.getProperty(PROPERTY)));
  }

  void close() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(appender);
    appender.stop();
  }
}
