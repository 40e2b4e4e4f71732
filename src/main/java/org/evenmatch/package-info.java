/**
 * Compares fully-connected and convolutional networks that match, fairly, on Deeplearning4j.
 *
 * <p>Start at {@link org.evenmatch.Pairs} and {@link org.evenmatch.Comparison}; {@link
 * org.evenmatch.Evenmatch} does what the command line does.
 */
package org.evenmatch;
