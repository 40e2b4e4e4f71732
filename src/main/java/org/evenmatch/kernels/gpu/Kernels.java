package org.evenmatch.kernels.gpu;

import static org.bytedeco.cuda.global.cudart.cuModuleGetFunction;
import static org.bytedeco.cuda.global.cudart.cuModuleLoadData;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCompileProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcCreateProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcDestroyProgram;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBIN;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetCUBINSize;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetErrorString;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLog;
import static org.bytedeco.cuda.global.nvrtc.nvrtcGetProgramLogSize;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUfunc_st;
import org.bytedeco.cuda.cudart.CUmod_st;
import org.bytedeco.cuda.nvrtc._nvrtcProgram;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;

/** The kernels in {@code kernels.cu}, as machine code of one GPU. */
final class Kernels {
  private static final String SOURCE = "kernels.cu";

  private final CUmod_st module = new CUmod_st();
  private final Map<String, CUfunc_st> functions = new HashMap<>();

  private Kernels(BytePointer code) {
    Cuda.check("cuModuleLoadData", cuModuleLoadData(module, code));
  }

  /** Compiles them, which takes less than a second, and loads them onto the GPU. */
  static Kernels compiled(int major, int minor) {
    try (BytePointer code = machineCode(source(), "sm_" + major + minor)) {
      return new Kernels(code);
    }
  }

  /** The function called {@code name}. */
  CUfunc_st function(String name) {
    return functions.computeIfAbsent(
        name,
        wanted -> {
          CUfunc_st function = new CUfunc_st();
          Cuda.check(
              "cuModuleGetFunction " + wanted, cuModuleGetFunction(function, module, wanted));
          return function;
        });
  }

  static String source() {
    try (InputStream stream = Kernels.class.getResourceAsStream(SOURCE)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the kernels' source cannot be read: " + e, e);
    }
  }

  private static BytePointer machineCode(String source, String architecture) {
    _nvrtcProgram program = new _nvrtcProgram();
    check(
        "nvrtcCreateProgram",
        nvrtcCreateProgram(
            program,
            new BytePointer(source),
            new BytePointer(SOURCE),
            0,
            (PointerPointer<?>) null,
            (PointerPointer<?>) null));
    try (BytePointer option = new BytePointer("--gpu-architecture=" + architecture);
        PointerPointer<BytePointer> options = new PointerPointer<>(new BytePointer[] {option});
        SizeTPointer size = new SizeTPointer(1)) {
      int status = nvrtcCompileProgram(program, 1, options);
      if (status != 0) {
        throw new IllegalStateException(
            "the kernels cannot be compiled for "
                + architecture
                + " ("
                + nvrtcGetErrorString(status).getString()
                + "): "
                + log(program));
      }
      check("nvrtcGetCUBINSize", nvrtcGetCUBINSize(program, size));
      BytePointer code = new BytePointer(size.get());
      check("nvrtcGetCUBIN", nvrtcGetCUBIN(program, code));
      return code;
    } finally {
      nvrtcDestroyProgram(program);
    }
  }

  private static String log(_nvrtcProgram program) {
    try (SizeTPointer size = new SizeTPointer(1)) {
      check("nvrtcGetProgramLogSize", nvrtcGetProgramLogSize(program, size));
      byte[] text = new byte[(int) size.get()];
      check("nvrtcGetProgramLog", nvrtcGetProgramLog(program, text));
      return new String(text, StandardCharsets.UTF_8).strip();
    }
  }

  private static void check(String call, int status) {
    if (status != 0) {
      throw new IllegalStateException(call + " failed: " + nvrtcGetErrorString(status).getString());
    }
  }
}
