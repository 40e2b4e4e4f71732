package org.evenmatch.cli;

import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes commands that know the program they belong to. */
final class CommandFactory implements IFactory {
  private final EvenmatchCommand program;

  CommandFactory(EvenmatchCommand program) {
    this.program = program;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == 1
          && constructor.getParameterTypes()[0] == EvenmatchCommand.class) {
        return type.cast(constructor.newInstance(program));
      }
    }
    return CommandLine.defaultFactory().create(type);
  }
}
