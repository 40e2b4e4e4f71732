package org.evenmatch;

import java.util.List;
import org.evenmatch.measure.Calibration;
import org.evenmatch.measure.Summary;
import org.evenmatch.report.ProbeResults.Calibrated;
import org.evenmatch.report.ProbeResults.ReliabilityBin;

/** Puts calibrations into the document of a run. */
final class Calibrations {
  private Calibrations() {}

  /** One member's calibration over its seeds. */
  static Calibrated of(String name, String kind, List<Calibration> seeds) {
    return new Calibrated(
        name,
        kind,
        Summary.of(seeds.stream().map(Calibration::expectedError).toList()),
        seeds.stream().reduce(Calibration::plus).orElseThrow().bins().stream()
            .filter(bin -> bin.examples() > 0)
            .map(
                bin ->
                    new ReliabilityBin(
                        bin.confidenceSum() / bin.examples(),
                        (double) bin.right() / bin.examples(),
                        bin.examples()))
            .toList());
  }
}
