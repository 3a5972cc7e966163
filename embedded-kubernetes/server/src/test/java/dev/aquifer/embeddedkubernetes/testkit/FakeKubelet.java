package dev.aquifer.embeddedkubernetes.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.aquifer.embeddedkubernetes.tls.Credentials;
import dev.aquifer.embeddedkubernetes.tls.Identity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** A kubelet that has logs only, for callers with a certificate of the given authority. */
final class FakeKubelet implements AutoCloseable {
    private final HttpsServer server;

    FakeKubelet(String clientAuthority) throws IOException, GeneralSecurityException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(context(clientAuthority)) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
                        ssl.setNeedClientAuth(true);
                        parameters.setSSLParameters(ssl);
                    }
                });
        server.createContext("/containerLogs/", FakeKubelet::logs);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Three lines that say what was asked for. */
    private static void logs(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        try (exchange) {
            if (exchange.getRequestURI().getPath().endsWith("/broken")) {
                byte[] words = "container broken is not available".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(400, words.length);
                exchange.getResponseBody().write(words);
                return;
            }
            exchange.sendResponseHeaders(200, 0);
            for (String line :
                    new String[] {
                        "path " + exchange.getRequestURI().getPath(), "query " + query, "end"
                    }) {
                exchange.getResponseBody().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
        }
    }

    private static SSLContext context(String clientAuthority)
            throws IOException, GeneralSecurityException {
        Identity identity = Credentials.create(Clock.systemUTC()).server();
        var keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, null);
        byte[] key =
                Base64.getMimeDecoder().decode(identity.key().replaceAll("-----[A-Z ]+-----", ""));
        keys.setKeyEntry(
                "server",
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)),
                new char[0],
                new Certificate[] {certificate(identity.certificate())});
        var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, new char[0]);
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("client", certificate(clientAuthority));
        var trustManagers =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return context;
    }

    private static Certificate certificate(String pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
