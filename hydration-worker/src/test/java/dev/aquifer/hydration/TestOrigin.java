package dev.aquifer.hydration;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/** An HTTP server that does whatever a test tells it, byte by byte. */
final class TestOrigin implements AutoCloseable {

    /** Answers one request. */
    @FunctionalInterface
    interface Handler {
        void answer(Request request, Answer answer) throws IOException;
    }

    /** What was asked. */
    record Request(String method, String target, Map<String, String> header, String body) {
        String path() {
            return target.split("\\?", 2)[0];
        }

        @Nullable String field(String name) {
            return header.get(name);
        }

        /** The range of a request that must have one. */
        long[] wanted() {
            return Objects.requireNonNull(range());
        }

        /** First and last byte of the range that was asked for. */
        long @Nullable [] range() {
            String range = field("range");
            if (range == null) {
                return null;
            }
            String[] ends = range.substring("bytes=".length()).split("-");
            return new long[] {Long.parseLong(ends[0]), Long.parseLong(ends[1])};
        }
    }

    private final ServerSocket server;
    private final Map<String, Handler> routes = new ConcurrentHashMap<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    final List<Request> requests = new CopyOnWriteArrayList<>();
    final AtomicLong bodyBytes = new AtomicLong();
    final AtomicLong fileBytes = new AtomicLong();

    private volatile IntConsumer slow = bytes -> {};

    TestOrigin() {
        this(ServerSocketFactory.getDefault());
    }

    TestOrigin(ServerSocketFactory sockets) {
        try {
            server = sockets.createServerSocket();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** Answers all requests of this path; a path that ends in a slash stands for all below it. */
    TestOrigin on(String path, Handler handler) {
        routes.put(path, handler);
        return this;
    }

    /** Asks before each piece of a body. */
    TestOrigin slowedBy(IntConsumer beforePiece) {
        slow = beforePiece;
        return this;
    }

    /** Requests of this path that were not HEAD. */
    long gets(String path) {
        return requests.stream()
                .filter(r -> r.path().equals(path) && !r.method().equals("HEAD"))
                .count();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                Request request = read(in);
                if (request == null) {
                    return;
                }
                requests.add(request);
                Answer answer = new Answer(request, socket, this);
                handler(request.path()).answer(request, answer);
                if (answer.last) {
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            // The client went away.
        } finally {
            open.remove(socket);
        }
    }

    private Handler handler(String path) {
        Handler exact = routes.get(path);
        if (exact != null) {
            return exact;
        }
        return routes.entrySet().stream()
                .filter(e -> e.getKey().endsWith("/") && path.startsWith(e.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse((request, answer) -> answer.send(404, Map.of(), new byte[0]));
    }

    private static @Nullable Request read(InputStream in) throws IOException {
        String first = line(in);
        if (first == null || first.isEmpty()) {
            return null;
        }
        Map<String, String> header = new LinkedHashMap<>();
        String line;
        while ((line = line(in)) != null && !line.isEmpty()) {
            int colon = line.indexOf(':');
            header.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        String[] words = first.split(" ");
        int length = Integer.parseInt(header.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        return new Request(words[0], words[1], header, body);
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int c;
        while ((c = in.read()) != '\n') {
            if (c < 0) {
                return null;
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One answer: proper, or whatever bytes. */
    static final class Answer {
        private final Request request;
        private final Socket socket;
        private final TestOrigin origin;
        private final Map<String, String> more = new LinkedHashMap<>();
        private boolean last;
        private boolean ofFile;

        Answer(Request request, Socket socket, TestOrigin origin) {
            this.request = request;
            this.socket = socket;
            this.origin = origin;
        }

        /** One more field of the header. */
        Answer with(String name, String value) {
            more.put(name, value);
            return this;
        }

        void send(int status, Map<String, String> header, byte[] body) throws IOException {
            head(status, header, body.length);
            body(body, 0, body.length);
        }

        void head(int status, Map<String, String> header, long length) throws IOException {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\n");
            if (length >= 0) {
                head.append("Content-Length: ").append(length).append("\r\n");
            }
            more.forEach((n, v) -> head.append(n).append(": ").append(v).append("\r\n"));
            header.forEach((n, v) -> head.append(n).append(": ").append(v).append("\r\n"));
            raw(head.append("\r\n").toString());
        }

        void raw(String text) throws IOException {
            out().write(text.getBytes(StandardCharsets.ISO_8859_1));
            out().flush();
        }

        void body(byte[] bytes, int from, int length) throws IOException {
            if (!request.method().equals("HEAD")) {
                for (int at = 0; at < length; at += 16384) {
                    int size = Math.min(16384, length - at);
                    origin.slow.accept(size);
                    out().write(bytes, from + at, size);
                    origin.bodyBytes.addAndGet(size);
                    origin.fileBytes.addAndGet(ofFile ? size : 0);
                }
                out().flush();
            }
        }

        /** The file, or the range of it that was asked for, as a good server sends it. */
        void file(byte[] file, String etag) throws IOException {
            ofFile = true;
            long[] range = request.range();
            String condition = request.field("if-range");
            if (range == null || (condition != null && !condition.equals(etag))) {
                send(200, Map.of("ETag", etag), file);
                return;
            }
            int from = (int) range[0];
            int to = (int) Math.min(range[1], file.length - 1);
            String of = "bytes " + from + "-" + to + "/" + file.length;
            head(206, Map.of("ETag", etag, "Content-Range", of), to - from + 1);
            body(file, from, to - from + 1);
        }

        void redirect(int status, String location) throws IOException {
            send(
                    status,
                    Map.of("Location", location),
                    "elsewhere".getBytes(StandardCharsets.UTF_8));
        }

        /** Ends the connection here. */
        void hangUp() throws IOException {
            last = true;
            socket.close();
        }

        OutputStream out() throws IOException {
            return socket.getOutputStream();
        }
    }
}
