/**
 * The questions put to a comparison: each class says which trainings it needs, what it measures,
 * and what its numbers show, in a sentence, a table and a chart.
 */
package org.evenmatch.experiment;
