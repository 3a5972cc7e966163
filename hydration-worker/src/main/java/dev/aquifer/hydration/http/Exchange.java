package dev.aquifer.hydration.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose body is still to be read. Closing it gives the connection back when the body was
 * read to its end, and ends the connection otherwise.
 */
public final class Exchange implements Closeable {

    private static final long DISCARDED = 16 * 1024;

    private final HttpRequest request;
    private final ResponseHead head;
    private final HttpConnection connection;
    private final Client client;

    Exchange(HttpRequest request, ResponseHead head, HttpConnection connection, Client client) {
        this.request = request;
        this.head = head;
        this.connection = connection;
        this.client = client;
    }

    /** The request that was answered: after redirects not the one that was made. */
    public HttpRequest request() {
        return request;
    }

    /** Status and header. */
    public ResponseHead head() {
        return head;
    }

    /** Some bytes of the body, valid until the next call, or null at its end. */
    public @Nullable ByteBuffer next() throws IOException {
        return connection.next();
    }

    /** Puts some bytes of the body into a buffer with room; how many, or -1 at its end. */
    public int read(ByteBuffer into) throws IOException {
        return connection.read(into);
    }

    /** The body as a stream that fails beyond {@code limit} bytes, and when it takes too long. */
    public InputStream stream(long limit) {
        connection.hurry();
        return new BodyStream(this, limit);
    }

    /** Closes it after a short body was read away, so that the connection serves on. */
    void discard() throws IOException {
        connection.hurry();
        try (this) {
            long left = DISCARDED;
            for (ByteBuffer bytes = next(); bytes != null && left > 0; bytes = next()) {
                left -= bytes.remaining();
            }
        }
    }

    @Override
    public void close() {
        client.done(request.address().origin(), connection);
    }

    private static final class BodyStream extends InputStream {
        private final Exchange from;
        private long left;
        private @Nullable ByteBuffer bytes;

        BodyStream(Exchange from, long limit) {
            this.from = from;
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            ByteBuffer source = bytes;
            if (source == null || !source.hasRemaining()) {
                source = from.next();
                bytes = source;
            }
            if (source == null) {
                return -1;
            }
            int size = Math.min(length, source.remaining());
            left -= size;
            if (left < 0) {
                throw new MalformedAnswer("an answer of absurd length");
            }
            source.get(into, offset, size);
            return size;
        }
    }
}
