package org.evenmatch.engine;

/**
 * One decision about the native environment.
 *
 * @param name the environment variable or system property
 * @param value its value
 * @param byUser whether the user had set it, so that it was left alone
 * @param effect what it does
 */
public record Setting(String name, String value, boolean byUser, String effect) {}
