package org.evenmatch.runtime;

import org.evenmatch.spec.YamlName;

/** Where ND4J computes. A process has one backend for life. */
public enum Backend implements YamlName {
  CPU,
  CUDA
}
