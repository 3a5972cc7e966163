package dev.aquifer.hydration.http;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests for one thread, one at a time, and keeps idle connections to the last origins.
 * Redirects are followed by hand: at most five, each target checked anew, never from https to http,
 * and without the credential once another origin is asked. No credential is sent without
 * encryption, but to private origins that the operator names.
 */
public final class Client implements Closeable {

    private static final int MOST_REDIRECTS = 5;

    /** A hub, and the store that it leads to; each has a buffer of its own. */
    private static final int MOST_IDLE = 2;

    private final AddressPolicy policy;
    private final Timeouts timeouts;
    private final Connections connections;
    private final Supplier<SSLSocketFactory> tls;
    private final Map<Origin, HttpConnection> idle = new LinkedHashMap<>();
    private final List<ByteBuffer> buffers = new ArrayList<>();
    private final Map<HttpConnection, ByteBuffer> used = new HashMap<>();

    /** A client whose connections can be ended through {@code connections}. */
    public Client(
            AddressPolicy policy,
            Timeouts timeouts,
            Connections connections,
            Supplier<SSLSocketFactory> tls) {
        this.policy = policy;
        this.timeouts = timeouts;
        this.connections = connections;
        this.tls = tls;
    }

    /** One like it, for another thread. */
    public Client another() {
        return new Client(policy, timeouts, connections, tls);
    }

    /** Fails unless the operator's settings name this origin as a private one. */
    public void requirePrivate(Origin origin) throws IOException {
        if (!policy.namesPrivate(origin)) {
            throw forbidden(
                    origin
                            + " is to be asked without encryption, which is only done with private"
                            + " origins that the operator's settings name");
        }
    }

    /** Makes the request, follows redirects, and returns an answer that is none. */
    public Exchange open(HttpRequest first) throws IOException {
        HttpRequest request = first;
        for (int redirects = 0; ; redirects++) {
            Exchange exchange = proven(request);
            String location = location(exchange.head());
            if (location == null) {
                return exchange;
            }
            exchange.discard();
            if (request.form().isPresent()) {
                throw forbidden(first + " is redirected, and what it posts is for nobody else");
            }
            if (redirects == MOST_REDIRECTS) {
                throw forbidden(first + " is redirected more than " + MOST_REDIRECTS + " times");
            }
            WebAddress target = request.address().resolve(location);
            if (request.address().origin().secure() && !target.origin().secure()) {
                throw forbidden(first + " is redirected from https to http");
            }
            request = request.redirected(target);
        }
    }

    /** A redirect to nowhere is an answer like any other: some stores send no more than that. */
    private static @Nullable String location(ResponseHead head) {
        return switch (head.status()) {
            case 301, 302, 303, 307, 308 -> head.field("location").orElse(null);
            default -> null;
        };
    }

    /** The answer, or the one to the same request once its credential was renewed. */
    private Exchange proven(HttpRequest request) throws IOException {
        Map<String, String> proof = request.proof();
        Exchange answer = once(request, proof);
        Optional<Credential> credential = request.authorization();
        if (answer.head().status() != 401 || credential.isEmpty()) {
            return answer;
        }
        return renewed(credential.get(), proof, answer) ? once(request, request.proof()) : answer;
    }

    /** The refusal is read away, unless it remains the answer. */
    private boolean renewed(Credential credential, Map<String, String> proof, Exchange refusal)
            throws IOException {
        boolean remains = false;
        try {
            remains = !credential.renewed(proof, refusal.head(), this);
            return !remains;
        } finally {
            if (!remains) {
                refusal.discard();
            }
        }
    }

    /**
     * How long this origin took for its quickest answer so far, to whatever client of the attempt:
     * about as long as its bytes travel, while others also tell how long it thinks.
     */
    public Duration quickest(Origin origin) {
        return connections.quickest(origin);
    }

    private Exchange once(HttpRequest request, Map<String, String> proof) throws IOException {
        byte[] bytes = request.bytes(proof);
        boolean headOnly = request.method().equals("HEAD");
        Origin origin = request.address().origin();
        policy.addresses(origin);
        boolean secret = !proof.isEmpty() || request.form().isPresent();
        if (secret && !origin.secure()) {
            requireTrusted(origin);
        }
        HttpConnection kept = idle.remove(request.address().origin());
        if (kept != null) {
            try {
                return exchange(request, bytes, headOnly, kept);
            } catch (IdleConnection | MalformedAnswer e) {
                drop(kept);
                throw e;
            } catch (IOException e) {
                drop(kept); // The peer had closed it meanwhile: a fresh one decides.
            }
        }
        HttpConnection fresh = connect(request.address().origin());
        try {
            return exchange(request, bytes, headOnly, fresh);
        } catch (IOException e) {
            drop(fresh);
            throw e;
        }
    }

    private Exchange exchange(
            HttpRequest request, byte[] bytes, boolean headOnly, HttpConnection connection)
            throws IOException {
        long asked = System.nanoTime();
        ResponseHead head = connection.exchange(bytes, headOnly);
        connections.answered(request.address().origin(), System.nanoTime() - asked);
        return new Exchange(request, head, connection, this);
    }

    /** What proves who asks is for the origin alone, so nobody may listen on the way to it. */
    private void requireTrusted(Origin origin) throws IOException {
        if (!policy.isNamedPrivate(origin)) {
            throw new HydrationFailed(
                    Code.ORIGIN_UNTRUSTED,
                    origin
                            + " is asked by the scheme http, without encryption, and no token,"
                            + " authorization or key is sent that way but to private origins that"
                            + " the operator's settings name; use https",
                    Map.of("scheme", "http"),
                    null);
        }
    }

    private HttpConnection connect(Origin origin) throws IOException {
        IOException last = new UnknownHostException(origin.host());
        for (InetAddress address : policy.addresses(origin)) {
            if (connections.stopped()) {
                throw new IOException("stopped");
            }
            try {
                Wire wire =
                        origin.secure()
                                ? TlsWire.connect(tls.get(), address, origin, timeouts)
                                : PlainWire.connect(address, origin.port(), timeouts);
                ByteBuffer buffer = buffer();
                HttpConnection connection = new HttpConnection(wire, connections, timeouts, buffer);
                used.put(connection, buffer);
                return greeted(connection);
            } catch (SSLException e) {
                last = trusted(origin, e);
            } catch (SocketTimeoutException e) {
                last = new SocketTimeoutException("no connection to " + origin + " in time");
            } catch (IOException e) {
                last = e;
            }
        }
        policy.forget(origin);
        throw last;
    }

    private HttpConnection greeted(HttpConnection connection) throws IOException {
        try {
            connection.greet();
            return connection;
        } catch (IOException | RuntimeException e) {
            drop(connection);
            throw e;
        }
    }

    private ByteBuffer buffer() {
        return buffers.isEmpty()
                ? ByteBuffer.allocateDirect(HttpConnection.BUFFER)
                : buffers.removeLast();
    }

    void done(Origin origin, HttpConnection connection) {
        HttpConnection before = connection.reusable() ? idle.put(origin, connection) : connection;
        if (before != null) {
            drop(before);
        }
        if (idle.size() > MOST_IDLE) {
            Iterator<HttpConnection> oldest = idle.values().iterator();
            drop(oldest.next());
            oldest.remove();
        }
    }

    private void drop(HttpConnection connection) {
        connection.close();
        ByteBuffer buffer = used.remove(connection);
        if (buffer != null) {
            buffers.add(buffer);
        }
    }

    private static SSLException trusted(Origin origin, SSLException e) {
        Distrust.of(origin, e)
                .ifPresent(
                        failure -> {
                            throw failure;
                        });
        return e;
    }

    private static HydrationFailed forbidden(String message) {
        return new HydrationFailed(Code.ORIGIN_FORBIDDEN, message);
    }

    @Override
    public void close() {
        List.copyOf(used.keySet()).forEach(this::drop);
        idle.clear();
    }
}
