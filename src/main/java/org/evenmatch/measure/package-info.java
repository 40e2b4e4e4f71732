/** Measures accuracy, throughput and their uncertainty, as immutable results. */
package org.evenmatch.measure;
