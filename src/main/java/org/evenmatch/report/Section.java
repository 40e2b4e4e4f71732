package org.evenmatch.report;

import java.util.Optional;

/**
 * What one experiment adds to a report.
 *
 * @param question a question in a few words
 * @param finding what the numbers show, in sentences that they choose
 * @param figure the numbers; its id is the experiment's name
 * @param trend what a terminal shows as small lines, if anything
 */
public record Section(String question, String finding, Figure figure, Optional<Trend> trend) {}
