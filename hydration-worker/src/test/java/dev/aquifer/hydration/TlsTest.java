package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted origins: the certificate must be the host's, although an address is connected to. */
class TlsTest {

    private static final String PASSWORD = "changeit";
    private static final byte[] FILE = Bytes.random(5 * Attempt.PART + 1, 30);

    private static final SSLContext CONTEXT = contextOfNewCertificate();
    private final TestOrigin origin = new TestOrigin(CONTEXT.getServerSocketFactory());
    @TempDir private Path volume;

    private static SSLContext contextOfNewCertificate() {
        try {
            Path store = Files.createTempDirectory("keys").resolve("keys.p12");
            makeCertificate(store);
            KeyStore keyStore = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keyStore.load(in, PASSWORD.toCharArray());
            }
            Files.delete(store);
            Files.delete(Objects.requireNonNull(store.getParent()));
            KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
            own.init(keyStore, PASSWORD.toCharArray());
            TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
            trusted.init(keyStore);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void makeCertificate(Path store) throws IOException {
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = new ArrayList<>(List.of(keytool, "-genkeypair", "-keyalg", "EC"));
        command.addAll(List.of("-alias", "origin", "-dname", "CN=models.example"));
        command.addAll(List.of("-ext", "san=dns:models.example", "-storepass", PASSWORD));
        command.addAll(List.of("-keystore", store.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        assertThat(store).exists();
    }

    @AfterEach
    void stop() {
        origin.close();
    }

    private Attempt attempt(String host) {
        return Attempt.http(volume, "https://" + host + ":" + origin.port() + "/file")
                .policy("allowPrivateOrigins", List.of(host))
                .in(
                        Environment.real()
                                .resolving(h -> List.of(InetAddress.ofLiteral("127.0.0.1")))
                                .trusting(() -> CONTEXT.getSocketFactory()));
    }

    @Test
    void fetchesOverTls() throws Exception {
        origin.on("/file", (request, answer) -> answer.file(FILE, "\"v\""));

        Attempt.Outcome outcome = attempt("models.example").run();

        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
    }

    @Test
    void refusesACertificateOfAnotherHost() {
        HydrationFailed failure = attempt("other.example").run().failed().failure();

        assertThat(failure.code()).isEqualTo(Code.ORIGIN_UNTRUSTED);
        assertThat(failure.detail()).containsEntry("certificate", "NotForThisName");
    }

    @Test
    void refusesACertificateThatNobodySigned() {
        Environment usual =
                Environment.real().resolving(host -> List.of(InetAddress.ofLiteral("127.0.0.1")));

        assertThat(attempt("models.example").in(usual).run().failed().failure().code())
                .isEqualTo(Code.ORIGIN_UNTRUSTED);
    }

    @Test
    void isNotSentBackToPlainHttp() {
        origin.on("/file", (request, answer) -> answer.redirect(302, "http://models.example/"));

        assertThat(attempt("models.example").run().failed().failure().code())
                .isEqualTo(Code.ORIGIN_FORBIDDEN);
    }

    /** Sends nothing of the body for a while. */
    private void pauseBeforeTheBody(CountDownLatch held, long millis) {
        origin.on(
                "/file",
                (request, answer) -> {
                    if (request.method().equals("HEAD")) {
                        answer.file(FILE, "\"v\"");
                        return;
                    }
                    answer.head(200, Map.of("ETag", "\"v\""), FILE.length);
                    await(held, millis);
                    answer.body(FILE, 0, FILE.length);
                });
    }

    private static void await(CountDownLatch held, long millis) {
        try {
            var _ = held.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void mayPauseForLongerThanItTakesToConnect() throws Exception {
        pauseBeforeTheBody(new CountDownLatch(1), 2_500);

        Attempt.Outcome outcome =
                attempt("models.example")
                        .policy("partSizeBytes", 10 * FILE.length)
                        .policy("connectTimeoutMillis", 1500)
                        .policy("idleTimeoutMillis", 20_000)
                        .run();

        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
        assertThat(origin.gets("/file")).isEqualTo(1);
    }

    @Test
    void isGivenUpWhenItFallsSilent() {
        CountDownLatch held = new CountDownLatch(1);
        pauseBeforeTheBody(held, 30_000);

        Attempt.Outcome outcome =
                attempt("models.example")
                        .policy("partSizeBytes", 10 * FILE.length)
                        .policy("connectTimeoutMillis", 1500)
                        .policy("idleTimeoutMillis", 2000)
                        .policy("maxAttempts", 1)
                        .run();
        held.countDown();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.STALLED);
    }
}
