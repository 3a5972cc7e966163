package dev.aquifer.cluster.testkit;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A kubelet that has nothing but logs: each log is the lines that the test lets it say. */
public final class FakeKubelet implements AutoCloseable {
    private static final String PASSWORD = "not-a-secret";
    private static final String END = "\u0000";

    private final HttpsServer server;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    /** A kubelet on any port. */
    public FakeKubelet(Path folder) {
        try {
            server =
                    HttpsServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls(folder)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/containerLogs",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    try (var body = exchange.getResponseBody()) {
                        say(body);
                    }
                });
        server.start();
    }

    private static SSLContext tls(Path folder) throws IOException, GeneralSecurityException {
        var store = folder.resolve("kubelet.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        try {
            new ProcessBuilder(
                            keytool,
                            "-genkeypair",
                            "-alias",
                            "k",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=kubelet",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            PASSWORD,
                            "-ext",
                            "san=ip:127.0.0.1")
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        var managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(keys, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private void say(OutputStream body) throws IOException {
        try {
            for (var line = lines.take(); !line.equals(END); line = lines.take()) {
                body.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                body.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next line of the log. */
    public void log(String line) {
        lines.add(line.replace('\'', '"'));
    }

    /** The connection ends. */
    public void end() {
        lines.add(END);
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        end();
        server.stop(0);
    }
}
