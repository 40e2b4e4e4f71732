package org.evenmatch.engine;

import org.evenmatch.definition.YamlName;

/** The backend that a user asks for. */
public enum BackendRequest implements YamlName {
  /** The GPU when it can be used, else the processor, saying why. */
  AUTO,
  CPU,
  CUDA
}
