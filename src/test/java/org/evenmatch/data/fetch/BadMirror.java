package org.evenmatch.data.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A web server that answers as it is told, by hand, so that it can break every rule of HTTP. */
final class BadMirror implements Closeable {
  private final ServerSocket socket;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Behaviour behaviour;

  /** Answers one request. */
  @FunctionalInterface
  interface Behaviour {
    /**
     * Answers.
     *
     * @param number of the request, from 0
     * @param request its lines
     */
    void answer(int number, String request, OutputStream out) throws Exception;
  }

  BadMirror(Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "bad-mirror");
    thread.setDaemon(true);
    thread.start();
  }

  /** Sends {@code files} whole, by name, or the part asked for. */
  static Behaviour files(Map<String, byte[]> files) {
    return (number, request, out) -> {
      String name = request.substring(request.indexOf('/') + 1, request.indexOf(" HTTP"));
      byte[] bytes = files.get(name.substring(name.lastIndexOf('/') + 1));
      if (bytes == null) {
        head(out, "404 Not Found", "Content-Length: 0");
        return;
      }
      String range = "Range: bytes=";
      int at = request.indexOf(range);
      if (at < 0) {
        head(out, "200 OK", "Content-Length: " + bytes.length);
        out.write(bytes);
        return;
      }
      int from =
          Integer.parseInt(
              request.substring(at + range.length(), request.indexOf('-', at + range.length())));
      head(
          out,
          "206 Partial Content",
          "Content-Length: " + (bytes.length - from),
          "Content-Range: bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
      out.write(bytes, from, bytes.length - from);
    };
  }

  static void head(OutputStream out, String status, String... headers) throws IOException {
    String text = "HTTP/1.1 " + status + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread thread = new Thread(() -> answer(client), "bad-mirror-answer");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void answer(Socket client) {
    try (client) {
      StringBuilder request = new StringBuilder();
      while (!request.toString().endsWith("\r\n\r\n")) {
        int next = client.getInputStream().read();
        if (next < 0) {
          return;
        }
        request.append((char) next);
      }
      int number;
      synchronized (requests) {
        number = requests.size();
        requests.add(request.toString());
      }
      behaviour.answer(number, request.toString(), client.getOutputStream());
      client.getOutputStream().flush();
    } catch (Exception e) {
      // The client went away, or was sent away: both are wanted here.
      requests.add("ended: " + e);
    }
  }

  String address() {
    return "http://127.0.0.1:" + socket.getLocalPort() + "/data";
  }

  /** What was asked so far, first lines only. */
  List<String> requests() {
    return requests.stream().filter(request -> request.startsWith("GET")).toList();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
