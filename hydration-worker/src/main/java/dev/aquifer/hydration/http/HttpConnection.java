package dev.aquifer.hydration.http;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection that carries one exchange at a time. The body is handed out as views of the
 * connection's own buffer, or read into the caller's: either way its bytes are copied once, from
 * the socket.
 */
final class HttpConnection implements Closeable {

    /** Fits a core's second-level cache beside the hash that reads it. */
    static final int BUFFER = 128 * 1024;

    private static final int LONGEST_HEAD = 64 * 1024;
    private static final long NONE = Long.MAX_VALUE;

    private final Wire wire;
    private final Connections connections;
    private final long connectNanos;
    private final long idleNanos;
    private final long answerNanos;
    private final ByteBuffer in;
    private Body body = new Body.Nothing();
    private boolean reusable;
    private long wholeDeadline = NONE;
    private volatile long deadline = NONE;
    private volatile boolean expired;

    HttpConnection(Wire wire, Connections connections, Timeouts timeouts, ByteBuffer buffer) {
        this.wire = wire;
        this.connections = connections;
        this.connectNanos = timeouts.connect().toNanos();
        this.idleNanos = timeouts.idle().toNanos();
        this.answerNanos = timeouts.answer().toNanos();
        this.in = buffer.clear().flip();
        connections.opened(this);
    }

    /** Agrees with the peer on encryption, all of it in the time that a connection may take. */
    void greet() throws IOException {
        deadline = System.nanoTime() + connectNanos;
        try {
            wire.greet();
        } catch (IOException e) {
            throw expired ? new SocketTimeoutException("no handshake in time") : e;
        } finally {
            deadline = NONE;
        }
    }

    /** Sends a request and reads the head of its answer. */
    ResponseHead exchange(byte[] request, boolean headOnly) throws IOException {
        reusable = false;
        wholeDeadline = System.nanoTime() + idleNanos;
        wire.write(request);
        ResponseHead head = readHead();
        while (head.status() >= 100 && head.status() < 200) {
            head = readHead();
        }
        wholeDeadline = NONE;
        boolean bodiless = headOnly || head.status() == 204 || head.status() == 304;
        body = bodiless ? new Body.Nothing() : Body.of(head);
        reusable = head.keepsAlive();
        return head;
    }

    /** From now on the rest of the body has to come within the time of a whole answer. */
    void hurry() {
        wholeDeadline = System.nanoTime() + answerNanos;
    }

    /**
     * Some bytes of the body, valid until the next call, or null at its end. An end before the
     * announced length is an error.
     */
    @Nullable ByteBuffer next() throws IOException {
        long most = body.most(this);
        if (most == 0) {
            return null;
        }
        if (!in.hasRemaining() && !fill()) {
            body.cut();
            return null;
        }
        int size = (int) Math.min(most, in.remaining());
        ByteBuffer view = in.slice(in.position(), size);
        in.position(in.position() + size);
        body.took(size);
        return view;
    }

    /**
     * Puts some bytes of the body into a buffer with room, most of them straight from the socket;
     * returns how many, or -1 at its end.
     */
    int read(ByteBuffer into) throws IOException {
        long most = body.most(this);
        if (most == 0) {
            return -1;
        }
        int room = (int) Math.min(most, into.remaining());
        ByteBuffer view = into.slice(into.position(), room);
        int size = in.hasRemaining() ? copied(view) : received(view);
        if (size < 0) {
            body.cut();
            return -1;
        }
        into.position(into.position() + size);
        body.took(size);
        return size;
    }

    private int copied(ByteBuffer into) {
        int size = Math.min(in.remaining(), into.remaining());
        into.put(0, in, in.position(), size);
        in.position(in.position() + size);
        return size;
    }

    /** Whether the body was read to its end and another request may follow. */
    boolean reusable() {
        return reusable && body.ended() && !body.endsWithConnection();
    }

    /** A line of the body's framing. */
    String line(int longest) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (!in.hasRemaining() && !fill()) {
                throw new EOFException("the connection ended within a body");
            }
            char c = (char) (in.get() & 0xff);
            if (c == '\n') {
                return line.toString().stripTrailing();
            }
            if (line.append(c).length() > longest) {
                throw new MalformedAnswer("a chunk with an absurd head");
            }
        }
    }

    private ResponseHead readHead() throws IOException {
        int scanned = 0;
        while (true) {
            int end = endOfHead(scanned);
            if (end >= 0) {
                byte[] head = new byte[end];
                in.get(head);
                return ResponseHead.parse(head);
            }
            scanned = Math.max(0, in.remaining() - 3);
            if (in.remaining() >= LONGEST_HEAD) {
                throw new MalformedAnswer("an answer with a head of absurd length");
            }
            int before = in.remaining();
            if (!fill()) {
                throw before == 0
                        ? new NoAnswer("the peer closed the connection")
                        : new EOFException("the connection ended within a head");
            }
        }
    }

    private int endOfHead(int from) {
        int start = in.position();
        for (int i = start + from; i + 1 < in.limit(); i++) {
            if (in.get(i) != '\n') {
                continue;
            }
            if (in.get(i + 1) == '\n') {
                return i - start + 2;
            }
            if (i + 2 < in.limit() && in.get(i + 1) == '\r' && in.get(i + 2) == '\n') {
                return i - start + 3;
            }
        }
        return -1;
    }

    private boolean fill() throws IOException {
        in.compact();
        try {
            return received(in) >= 0;
        } finally {
            in.flip();
        }
    }

    private int received(ByteBuffer into) throws IOException {
        long now = System.nanoTime();
        if (wholeDeadline != NONE && now - wholeDeadline > 0) {
            throw new IdleConnection(); // Whoever drips may never let it wait for long enough.
        }
        deadline = wholeDeadline == NONE ? now + idleNanos : earlier(now + idleNanos);
        try {
            return wire.read(into);
        } catch (IOException e) {
            throw expired ? new IdleConnection() : e;
        } finally {
            deadline = NONE;
        }
    }

    private long earlier(long idle) {
        return idle - wholeDeadline < 0 ? idle : wholeDeadline;
    }

    void expire(long nowNanos) {
        long until = deadline;
        if (until != NONE && nowNanos - until > 0) {
            expired = true;
            wire.close();
        }
    }

    @Override
    public void close() {
        connections.closed(this);
        wire.close();
    }

    /** The peer closed a connection before it answered anything: worth another connection. */
    static final class NoAnswer extends EOFException {
        private static final long serialVersionUID = 1L;

        NoAnswer(String message) {
            super(message);
        }
    }
}
