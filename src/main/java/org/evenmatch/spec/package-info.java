/**
 * Says what a network, a pair and its training are: immutable, validated records, read from YAML.
 *
 * <p>Knows nothing of Deeplearning4j and loads no native library.
 */
package org.evenmatch.spec;
