package org.evenmatch.spec;

/** The two members of a pair. */
public enum Kind implements YamlName {
  FC,
  CNN
}
