package org.evenmatch.engine;

import org.evenmatch.definition.YamlName;

/** Where ND4J computes. A process has one backend for life. */
public enum Backend implements YamlName {
  CPU,
  CUDA
}
