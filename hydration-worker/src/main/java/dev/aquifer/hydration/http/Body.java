package dev.aquifer.hydration.http;

import java.io.EOFException;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** How the bytes of a body are told from what follows. */
sealed interface Body {

    /** How many bytes of it may come next, reading what announces them; 0 at its end. */
    long most(HttpConnection from) throws IOException;

    /** So many of them came. */
    void took(int bytes);

    /** The connection ended where bytes could follow. */
    void cut() throws IOException;

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
        public long most(HttpConnection from) {
            return 0;
        }

        @Override
        public void took(int bytes) {
            throw new IllegalStateException("no bytes may come");
        }

        @Override
        public void cut() {
            // It ended before.
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
        public long most(HttpConnection from) {
            return left;
        }

        @Override
        public void took(int bytes) {
            left -= bytes;
        }

        @Override
        public void cut() throws EOFException {
            throw new EOFException("the connection ended " + left + " bytes too early");
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
        public long most(HttpConnection from) throws IOException {
            if (ended || left > 0) {
                return left;
            }
            if (started && !from.line(LONGEST_LINE).isEmpty()) {
                throw new MalformedAnswer("a chunk longer than announced");
            }
            started = true;
            left = size(from.line(LONGEST_LINE));
            if (left == 0) {
                trailers(from);
                ended = true;
            }
            return left;
        }

        @Override
        public void took(int bytes) {
            left -= bytes;
        }

        @Override
        public void cut() throws EOFException {
            throw new EOFException("the connection ended within a chunk");
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
        public long most(HttpConnection from) {
            return ended ? 0 : Long.MAX_VALUE;
        }

        @Override
        public void took(int bytes) {
            // Nobody knows how many follow.
        }

        @Override
        public void cut() {
            ended = true;
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
