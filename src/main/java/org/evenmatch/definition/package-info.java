/**
 * What a user defines: networks, pairs, training recipes and the plans of runs, as immutable,
 * validated records, read from YAML.
 *
 * <p>Knows nothing of Deeplearning4j and loads no native library.
 */
package org.evenmatch.definition;
