package dev.aquifer.sandbox.hub;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What part of a file is asked for. */
sealed interface ByteRange {
    /** All of it. */
    record Whole() implements ByteRange {}

    /** From the first byte to the last one, both included. */
    record Part(long first, long last) implements ByteRange {
        long length() {
            return last - first + 1;
        }
    }

    /** Nothing that the file has. */
    record Unsatisfiable() implements ByteRange {}

    Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** Reads a Range header; what is not one simple range asks for the whole. */
    static ByteRange of(@Nullable String header, long size) {
        if (header == null) {
            return new Whole();
        }
        var match = ONE.matcher(header.strip());
        if (!match.matches() || header.strip().equals("bytes=-")) {
            return new Whole();
        }
        var from = number(match.group(1));
        var to = number(match.group(2));
        long first = from.orElseGet(() -> Math.max(0, size - to.orElse(0L)));
        long last = from.isEmpty() ? size - 1 : Math.min(size - 1, to.orElse(size - 1));
        return first > last ? new Unsatisfiable() : new Part(first, last);
    }

    private static Optional<Long> number(String digits) {
        return digits.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(digits));
    }
}
