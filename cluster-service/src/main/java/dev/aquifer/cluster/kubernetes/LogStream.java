package dev.aquifer.cluster.kubernetes;

import io.fabric8.kubernetes.client.dsl.LogWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Lines of a pod's log as they come. The pod writes what it likes: a line longer than the limit is
 * dropped, not collected.
 */
public final class LogStream implements AutoCloseable {
    private static final int LONGEST = 16 * 1024;

    private final AutoCloseable source;
    private final InputStream bytes;
    private final byte[] buffer = new byte[8192];
    private int at;
    private int end;

    LogStream(LogWatch watch) {
        this(watch, watch.getOutput());
    }

    LogStream(AutoCloseable source, InputStream bytes) {
        this.source = source;
        this.bytes = bytes;
    }

    /** The next line that is not too long; empty at the end of the log. */
    public Optional<String> next() throws IOException {
        var line = new ByteArrayOutputStream(256);
        var tooLong = false;
        while (true) {
            if (at == end) {
                at = 0;
                end = bytes.read(buffer);
                if (end < 0) {
                    end = 0;
                    return tooLong || line.size() == 0 ? Optional.empty() : Optional.of(text(line));
                }
                continue;
            }
            var next = buffer[at++];
            if (next != '\n') {
                tooLong |= line.size() >= LONGEST;
                if (!tooLong) {
                    line.write(next);
                }
                continue;
            }
            if (!tooLong) {
                return Optional.of(text(line));
            }
            tooLong = false;
            line.reset();
        }
    }

    private static String text(ByteArrayOutputStream line) {
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            source.close();
        } catch (Exception e) {
            // Closing what is broken already: there is nothing left to do about it.
            return;
        }
    }
}
