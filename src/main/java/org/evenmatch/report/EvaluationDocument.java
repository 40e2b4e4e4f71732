package org.evenmatch.report;

import java.util.List;

/**
 * What {@code evaluate} prints.
 *
 * @param model the saved network
 * @param dataset the images' name
 * @param examples how many were tested
 * @param accuracy the share that was right
 * @param classNames the classes, by index
 * @param confusion {@code [true class][predicted class]}
 * @param probes what experiments found
 */
public record EvaluationDocument(
    String model,
    String dataset,
    int examples,
    double accuracy,
    List<String> classNames,
    List<List<Integer>> confusion,
    ProbeResults probes) {}
