package dev.aquifer.hydration.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the bytes of a body are told from what follows. */
sealed interface Body {

    @Nullable ByteBuffer next(HttpConnection from) throws IOException;

    boolean ended();

    default boolean endsWithConnection() {
        return false;
    }

    static Body of(ResponseHead head) throws MalformedAnswer {
        String encoding =
                head.field("content-encoding").orElse("identity").toLowerCase(Locale.ROOT);
        if (!encoding.equals("identity")) {
            throw new MalformedAnswer("an answer in an encoding that was not asked for");
        }
        Optional<Long> length = head.length();
        Optional<String> transfer = head.field("transfer-encoding");
        if (transfer.isPresent()) {
            if (length.isPresent() || !transfer.get().equalsIgnoreCase("chunked")) {
                throw new MalformedAnswer("an answer with contradictory framing");
            }
            return new Chunked();
        }
        return length.isPresent() ? new OfLength(length.get()) : new UntilClose();
    }

    /** No body at all. */
    record Nothing() implements Body {
        @Override
        public @Nullable ByteBuffer next(HttpConnection from) {
            return null;
        }

        @Override
        public boolean ended() {
            return true;
        }
    }

    /** A body of a known length. */
    final class OfLength implements Body {
        private long left;

        OfLength(long length) {
            this.left = length;
        }

        @Override
        public @Nullable ByteBuffer next(HttpConnection from) throws IOException {
            if (left == 0) {
                return null;
            }
            ByteBuffer bytes = from.take(left);
            if (bytes == null) {
                throw new EOFException("the connection ended " + left + " bytes too early");
            }
            left -= bytes.remaining();
            return bytes;
        }

        @Override
        public boolean ended() {
            return left == 0;
        }
    }

    /** A body in chunks. */
    final class Chunked implements Body {
        private static final int LONGEST_LINE = 4096;
        private static final int MOST_TRAILERS = 100;

        private long left;
        private boolean started;
        private boolean ended;

        @Override
        public @Nullable ByteBuffer next(HttpConnection from) throws IOException {
            if (ended) {
                return null;
            }
            if (left == 0) {
                if (started && !from.line(LONGEST_LINE).isEmpty()) {
                    throw new MalformedAnswer("a chunk longer than announced");
                }
                started = true;
                left = size(from.line(LONGEST_LINE));
                if (left == 0) {
                    trailers(from);
                    ended = true;
                    return null;
                }
            }
            ByteBuffer bytes = from.take(left);
            if (bytes == null) {
                throw new EOFException("the connection ended within a chunk");
            }
            left -= bytes.remaining();
            return bytes;
        }

        private static long size(String line) throws MalformedAnswer {
            String hex = line.split(";", 2)[0].strip();
            if (hex.isEmpty() || hex.length() > 15) {
                throw new MalformedAnswer("a chunk with an absurd length");
            }
            try {
                return Long.parseUnsignedLong(hex, 16);
            } catch (NumberFormatException e) {
                throw new MalformedAnswer("a chunk without a length");
            }
        }

        private static void trailers(HttpConnection from) throws IOException {
            for (int i = 0; !from.line(LONGEST_LINE).isEmpty(); i++) {
                if (i > MOST_TRAILERS) {
                    throw new MalformedAnswer("a body with too many trailers");
                }
            }
        }

        @Override
        public boolean ended() {
            return ended;
        }
    }

    /** A body that ends when the connection does: its end proves nothing. */
    final class UntilClose implements Body {
        private boolean ended;

        @Override
        public @Nullable ByteBuffer next(HttpConnection from) throws IOException {
            ByteBuffer bytes = ended ? null : from.take(Long.MAX_VALUE);
            ended = bytes == null;
            return bytes;
        }

        @Override
        public boolean ended() {
            return ended;
        }

        @Override
        public boolean endsWithConnection() {
            return true;
        }
    }
}
