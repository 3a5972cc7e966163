package dev.aquifer.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * What stands before the body of a message of HTTP/1.1.
 *
 * @param lines the first line and the headers
 */
record HttpHead(List<String> lines) {
    private static final int LONGEST = 1 << 20;

    /** The next one; empty when no more comes. */
    static Optional<HttpHead> read(InputStream in) throws IOException {
        var text = new ByteArrayOutputStream();
        int ends = 0;
        while (ends < 2) {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            if (text.size() > LONGEST) {
                throw new IOException("a head without an end");
            }
            text.write(next);
            ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
        }
        return Optional.of(new HttpHead(text.toString(ISO_8859_1).strip().lines().toList()));
    }

    void write(OutputStream out) throws IOException {
        out.write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO_8859_1));
    }

    String first() {
        return lines.getFirst();
    }

    int status() {
        return Integer.parseInt(first().split(" ", 3)[1]);
    }

    Optional<String> value(String header) {
        return lines.stream()
                .skip(1)
                .filter(line -> line.regionMatches(true, 0, header + ":", 0, header.length() + 1))
                .map(line -> line.substring(header.length() + 1).strip())
                .findFirst();
    }

    boolean says(String header, String word) {
        return value(header).filter(value -> value.equalsIgnoreCase(word)).isPresent();
    }

    /** Copies the body that belongs to this head; what streams is passed on at once. */
    void copyBody(InputStream in, OutputStream out) throws IOException {
        if (says("Transfer-Encoding", "chunked")) {
            copyChunks(in, out);
        } else if (value("Content-Length").isPresent()) {
            copy(in, out, Long.parseLong(value("Content-Length").orElseThrow()));
        } else if (isAnswerWithBody()) {
            in.transferTo(out);
        }
        out.flush();
    }

    private boolean isAnswerWithBody() {
        return first().startsWith("HTTP/") && status() != 204 && status() != 304;
    }

    private static void copyChunks(InputStream in, OutputStream out) throws IOException {
        while (true) {
            var size = line(in);
            out.write((size + "\r\n").getBytes(ISO_8859_1));
            var length = Long.parseLong(size.split(";", 2)[0].strip(), 16);
            if (length == 0) {
                break;
            }
            copy(in, out, length + 2);
            out.flush();
        }
        for (var trailer = line(in); ; trailer = line(in)) {
            out.write((trailer + "\r\n").getBytes(ISO_8859_1));
            if (trailer.isEmpty()) {
                return;
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        var text = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("it ended in the middle");
            }
            text.write(next);
        }
        return text.toString(ISO_8859_1).stripTrailing();
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        var buffer = new byte[8192];
        for (long left = length; left > 0; ) {
            int got = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (got < 0) {
                throw new IOException("it ended in the middle");
            }
            out.write(buffer, 0, got);
            left -= got;
        }
    }
}
