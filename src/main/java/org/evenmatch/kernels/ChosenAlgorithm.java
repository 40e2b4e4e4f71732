package org.evenmatch.kernels;

/**
 * One of several ways to compute something, which was tried out and found to be the fastest. They
 * add in different orders: a training that goes on must go on with those that it began with.
 *
 * @param problem what is computed, in words of the library's own
 * @param algorithm how, likewise
 */
public record ChosenAlgorithm(String problem, String algorithm) {}
