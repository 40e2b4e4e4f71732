package org.evenmatch.definition;

/** How gradients become parameter updates. */
public enum Optimizer implements YamlName {
  /** Plain gradient descent: no state. */
  SGD(0),
  /** Gradient descent with Nesterov momentum: one value of state a parameter. */
  NESTEROVS(1),
  /** Kingma and Ba, "Adam", 2015 (β₁ 0.9, β₂ 0.999, ε 1e-8): two values a parameter. */
  ADAM(2);

  private final int stateValuesPerParameter;

  Optimizer(int stateValuesPerParameter) {
    this.stateValuesPerParameter = stateValuesPerParameter;
  }

  /** How many values the optimiser keeps for each trained parameter. */
  public int stateValuesPerParameter() {
    return stateValuesPerParameter;
  }
}
