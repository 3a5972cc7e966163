package dev.aquifer.sandbox.cluster.node;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Sends one run's output as asked: a part of it, with times, and what is still to come. */
final class LogStream {
    private static final int CHUNK = 32 * 1024;
    private static final long POLL = TimeUnit.MILLISECONDS.toNanos(100);

    private final Attempt attempt;
    private final LogTimes times;
    private final LogQuery query;
    private final BooleanSupplier listening;
    private List<LogTimes.Note> notes = List.of();
    private long left;
    private boolean lineBegins = true;

    /**
     * Prepares to send.
     *
     * @param listening whether somebody still wants it
     */
    LogStream(Attempt attempt, LogTimes times, LogQuery query, BooleanSupplier listening) {
        this.attempt = attempt;
        this.times = times;
        this.query = query;
        this.listening = listening;
        this.left = query.limitBytes() == null ? Long.MAX_VALUE : query.limitBytes();
    }

    void send(OutputStream raw) throws IOException {
        while (query.follow() && !Files.exists(attempt.output()) && listening.getAsBoolean()) {
            LockSupport.parkNanos(POLL);
        }
        if (!Files.exists(attempt.output())) {
            return;
        }
        var out = new BufferedOutputStream(raw, CHUNK);
        try (var file = new RandomAccessFile(attempt.output().toFile(), "r")) {
            times.note();
            notes = times.notes();
            var position = start(file);
            while (left > 0) {
                var ended = attempt.exitCode().isPresent();
                var sent = copy(file, position, out);
                position += sent;
                if (sent == 0) {
                    out.flush();
                    if (!query.follow() || ended || !listening.getAsBoolean()) {
                        break;
                    }
                    LockSupport.parkNanos(POLL);
                    times.note();
                    notes = query.timestamps() ? times.notes() : notes;
                }
            }
        }
        out.flush();
    }

    private long start(RandomAccessFile file) throws IOException {
        var start = times.begin();
        if (query.since() != null) {
            start = Math.max(start, offsetAt(query.since(), file.length()));
        }
        if (query.tailLines() != null) {
            start = Math.max(start, tail(file, start, query.tailLines()));
        }
        return start;
    }

    private long offsetAt(Instant since, long length) {
        for (var note : notes) {
            if (!note.time().isBefore(since)) {
                return note.offset();
            }
        }
        return length;
    }

    /** The offset at which the last lines begin. */
    private static long tail(RandomAccessFile file, long begin, long lines) throws IOException {
        var end = file.length();
        if (lines <= 0 || end == begin) {
            return end;
        }
        var buffer = new byte[CHUNK];
        var wanted = lines;
        for (var position = end; position > begin; ) {
            var length = (int) Math.min(CHUNK, position - begin);
            position -= length;
            file.seek(position);
            file.readFully(buffer, 0, length);
            for (var index = length - 1; index >= 0; index--) {
                var at = position + index;
                if (buffer[index] == '\n' && at != end - 1 && --wanted == 0) {
                    return at + 1;
                }
            }
        }
        return begin;
    }

    private long copy(RandomAccessFile file, long position, OutputStream out) throws IOException {
        var length = (int) Math.min(CHUNK, file.length() - position);
        if (length <= 0) {
            return 0;
        }
        var buffer = new byte[length];
        file.seek(position);
        file.readFully(buffer);
        if (!query.timestamps()) {
            write(out, buffer, 0, length);
            return length;
        }
        for (var from = 0; from < length; ) {
            if (lineBegins) {
                var time = (time(position + from) + " ").getBytes(StandardCharsets.UTF_8);
                write(out, time, 0, time.length);
            }
            var to = from;
            while (to < length && buffer[to] != '\n') {
                to++;
            }
            lineBegins = to < length;
            to = Math.min(length, to + 1);
            write(out, buffer, from, to - from);
            from = to;
        }
        return length;
    }

    private void write(OutputStream out, byte[] bytes, int from, int length) throws IOException {
        var allowed = (int) Math.min(length, left);
        out.write(bytes, from, allowed);
        left -= allowed;
    }

    private Instant time(long offset) {
        var time = attempt.startedAt();
        for (var note : notes) {
            if (note.offset() > offset) {
                break;
            }
            time = note.time();
        }
        return time;
    }
}
