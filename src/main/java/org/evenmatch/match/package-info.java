/**
 * Derives the other members of a pair from the convolutional one and counts what networks cost, by
 * pure arithmetic.
 *
 * <p>Knows nothing of Deeplearning4j and loads no native library.
 */
package org.evenmatch.match;
