package dev.aquifer.sandbox.cluster.node;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A container's last word: what it left in its termination file, else (where asked for) the end of
 * its log.
 */
final class TerminationMessage {
    private static final int FROM_FILE = 4096;
    private static final int FROM_LOG = 2048;
    private static final int LOG_LINES = 80;

    private TerminationMessage() {}

    static String of(Attempt attempt, boolean fallBackToLog, int exitCode) throws IOException {
        var message =
                Files.exists(attempt.terminationMessage())
                        ? text(attempt.terminationMessage(), 0, FROM_FILE)
                        : "";
        if (message.isEmpty() && fallBackToLog && exitCode != 0 && Files.exists(attempt.output())) {
            var size = Files.size(attempt.output());
            var tail = text(attempt.output(), Math.max(0, size - FROM_LOG), FROM_LOG);
            var lines = tail.lines().toList();
            return String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        }
        return message;
    }

    private static String text(Path file, long from, int atMost) throws IOException {
        try (var access = new RandomAccessFile(file.toFile(), "r")) {
            var bytes = new byte[(int) Math.min(atMost, Math.max(0, access.length() - from))];
            access.seek(from);
            access.readFully(bytes);
            return new String(bytes, 0, whole(bytes, atMost), StandardCharsets.UTF_8);
        }
    }

    /** How many bytes there are without a last character that was cut. */
    private static int whole(byte[] bytes, int atMost) {
        if (bytes.length < atMost) {
            return bytes.length;
        }
        var start = bytes.length;
        while (start > 0 && bytes.length - start < 4 && (bytes[start - 1] & 0xC0) == 0x80) {
            start--;
        }
        if (start == 0 || bytes[start - 1] >= 0) {
            return bytes.length;
        }
        var lead = bytes[start - 1] & 0xFF;
        var length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        return bytes.length - start + 1 < length ? start - 1 : bytes.length;
    }
}
