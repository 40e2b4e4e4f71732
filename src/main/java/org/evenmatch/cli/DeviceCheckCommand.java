package org.evenmatch.cli;

import java.util.concurrent.Callable;
import org.evenmatch.network.DeviceCheck;
import org.evenmatch.runtime.BackendRequest;
import org.evenmatch.runtime.NativeRuntime;
import org.evenmatch.runtime.RuntimeRequest;
import picocli.CommandLine.Command;

/** Loads CUDA and computes a gradient on the GPU, in a process that may come to grief. */
@Command(name = "device-check", hidden = true)
final class DeviceCheckCommand implements Callable<Integer> {
  DeviceCheckCommand(EvenmatchCommand program) {}

  @Override
  public Integer call() {
    JavaProcess.endWithParent();
    NativeRuntime.prepare(RuntimeRequest.of(BackendRequest.CUDA)).start();
    DeviceCheck.once();
    return ExitCode.DONE;
  }
}
