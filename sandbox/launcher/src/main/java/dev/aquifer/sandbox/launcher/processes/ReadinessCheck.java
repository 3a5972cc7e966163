package dev.aquifer.sandbox.launcher.processes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Asks a process whether it is ready; a question takes two seconds at most. */
final class ReadinessCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Clock clock;
    private final SSLContext tls = trustingThisMachine();
    private final HttpClient http;

    ReadinessCheck(Clock clock) {
        this.clock = clock;
        this.http = HttpClient.newBuilder().connectTimeout(PATIENCE).sslContext(tls).build();
    }

    boolean passes(Readiness readiness, Instant started) {
        return switch (readiness) {
            case Readiness.Tls(int port) -> greets(port);
            case Readiness.Reply(int port, String question) -> replies(port, question);
            case Readiness.Http(URI address) -> answers(address);
            case Readiness.MadeFile(Path file) -> madeSince(file, started);
            case Readiness.Alive(Duration atLeast) ->
                    !clock.instant().isBefore(started.plus(atLeast));
        };
    }

    private boolean greets(int port) {
        try (var socket = (SSLSocket) tls.getSocketFactory().createSocket()) {
            connect(socket, port);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.startHandshake();
            return true;
        } catch (SSLException refused) {
            // It wants a certificate, and said so; whoever hangs up says nothing.
            return String.valueOf(refused.getMessage()).contains("alert");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static boolean replies(int port, String question) {
        try (var socket = new Socket()) {
            connect(socket, port);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(HexFormat.of().parseHex(question));
            return socket.getInputStream().read() >= 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void connect(Socket socket, int port) throws IOException {
        var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        socket.connect(here, (int) PATIENCE.toMillis());
    }

    private boolean answers(URI address) {
        var request = HttpRequest.newBuilder(address).timeout(PATIENCE).GET().build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean madeSince(Path file, Instant started) {
        try {
            // File systems cut times to as little as whole seconds.
            return !Files.getLastModifiedTime(file).toInstant().isBefore(started.minusSeconds(1));
        } catch (IOException notYet) {
            return false;
        }
    }

    private static SSLContext trustingThisMachine() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException surprise) {
            throw new IllegalStateException(surprise);
        }
    }

    /** Only for questions to 127.0.0.1 that carry no secret and believe nothing but "200". */
    private static final class Trusting extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
