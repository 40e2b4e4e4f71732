/**
 * Derives the fully-connected member of a pair and counts what networks cost, by pure arithmetic.
 *
 * <p>Knows nothing of Deeplearning4j and loads no native library.
 */
package org.evenmatch.match;
