package org.evenmatch.kernels.onednn;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;

/**
 * Opens oneDNN's libraries so that they use their own symbols.
 *
 * <p>ND4J's native library has an older oneDNN inside, loads its symbols for all to see, and
 * exports the inline functions of oneDNN's C++ interface. Opened in the ordinary way, JavaCPP's
 * binding would take those and hand objects of one oneDNN to the other, which corrupts memory.
 * {@code RTLD_DEEPBIND} prefers the library's own symbols and {@code RTLD_NOW} settles them at
 * once; what is open stays so when JavaCPP opens the same files again.
 *
 * <p>Its OpenMP is ND4J's, which must be loaded before. The copy that comes with oneDNN is never
 * unpacked: JavaCPP puts a link to ND4J's in that place of the folder which all processes share, so
 * that a process which unpacked it could write over the library that others have loaded.
 */
final class OneDnnLibraries {
  private static final int RTLD_NOW = 2;
  private static final int RTLD_DEEPBIND = 8;

  private OneDnnLibraries() {}

  /** Opens them where it matters, on Linux. */
  static List<NativeLibrary> open() throws IOException {
    List<NativeLibrary> open = new ArrayList<>();
    if (Platform.isLinux()) {
      String platform = Loader.Detector.getPlatform();
      open.add(open("dnnl/" + platform + "/libdnnl.so.3"));
      open.add(open("dnnl/" + platform + "/libjnidnnl.so"));
    }
    return open;
  }

  private static NativeLibrary open(String resource) throws IOException {
    File file = Loader.cacheResource(OneDnnLibraries.class, "/org/bytedeco/" + resource);
    if (file == null) {
      throw new IOException(resource + " is not on the class path");
    }
    return NativeLibrary.getInstance(
        file.getAbsolutePath(), Map.of(Library.OPTION_OPEN_FLAGS, RTLD_NOW | RTLD_DEEPBIND));
  }
}
