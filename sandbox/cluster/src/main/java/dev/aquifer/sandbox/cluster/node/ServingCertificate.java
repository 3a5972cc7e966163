package dev.aquifer.sandbox.cluster.node;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * TLS of the log endpoint: a certificate of the node's own, signed by nobody (API servers do not
 * check it unless told to), and the authority that clients must be of.
 */
final class ServingCertificate {
    // The file is readable for its owner only; the format wants some password.
    private static final String PASSWORD = "node-agent";
    private static final String VALID_DAYS = "3650";

    private ServingCertificate() {}

    static SSLContext context(Path folder, Path clientAuthority) throws IOException {
        try {
            var keys = KeyStore.getInstance("PKCS12");
            try (var in = Files.newInputStream(keyStore(folder))) {
                keys.load(in, PASSWORD.toCharArray());
            }
            var keyManagers =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, PASSWORD.toCharArray());
            var trustManagers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trustManagers.init(authorities(clientAuthority));
            var context = SSLContext.getInstance("TLS");
            context.init(
                    keyManagers.getKeyManagers(),
                    trustManagers.getTrustManagers(),
                    new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot set up TLS of the log endpoint", e);
        }
    }

    private static KeyStore authorities(Path file) throws IOException, GeneralSecurityException {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load((InputStream) null, null);
        try (var in = Files.newInputStream(file)) {
            var index = 0;
            for (var certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("client-" + index++, certificate);
            }
            if (index == 0) {
                throw new IOException("no certificate in " + file);
            }
        }
        return trusted;
    }

    /** The JDK makes certificates only by its tool; it is asked once. */
    private static Path keyStore(Path folder) throws IOException {
        var file = folder.resolve("serving.p12");
        if (Files.exists(file)) {
            return file;
        }
        var fresh = folder.resolve("serving.p12.new");
        Files.deleteIfExists(fresh);
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var process =
                new ProcessBuilder(
                                keytool,
                                "-genkeypair",
                                "-alias",
                                "node",
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-dname",
                                "CN=node-agent",
                                "-ext",
                                "san=ip:" + NodeRegistration.ADDRESS,
                                "-validity",
                                VALID_DAYS,
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                PASSWORD,
                                "-keystore",
                                fresh.toString(),
                                "-J-Xshare:auto",
                                "-J-XX:TieredStopAtLevel=1")
                        .redirectErrorStream(true)
                        .start();
        try (var output = process.getInputStream()) {
            var said = new String(output.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool made no certificate: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
