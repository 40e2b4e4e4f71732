package org.evenmatch.runtime;

import org.evenmatch.spec.YamlName;

/** The backend that a user asks for. */
public enum BackendRequest implements YamlName {
  /** The GPU when it can be used, else the processor, saying why. */
  AUTO,
  CPU,
  CUDA
}
