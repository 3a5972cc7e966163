package dev.aquifer.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate of our own for 127.0.0.1, and whom we trust.
 *
 * @param certificate what others have to trust
 */
record Tls(SSLContext context, Path certificate) {
    private static final String PASSWORD = "only-for-tests";

    /** Makes the certificate in that folder. */
    static Tls in(Path folder, Path trusted) throws IOException {
        Files.createDirectories(folder);
        var keys = folder.resolve("door.p12");
        var certificate = folder.resolve("door.crt");
        var store = List.of("-alias", "door", "-keystore", keys.toString(), "-storepass", PASSWORD);
        keytool(
                store,
                "-genkeypair -storetype PKCS12 -keyalg EC -groupname secp256r1 -dname CN=door -ext san=ip:127.0.0.1 -validity 30");
        keytool(store, "-exportcert -rfc -file", certificate.toString());
        try {
            return new Tls(context(keys, trusted), certificate);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static void keytool(List<String> store, String options, String... more) {
        var words = new java.util.ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        words.addAll(List.of(options.split(" ")));
        words.addAll(List.of(more));
        words.addAll(store);
        Command.of(words).run().orFail();
    }

    private static SSLContext context(Path keys, Path trusted)
            throws IOException, GeneralSecurityException {
        var own = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(keys)) {
            own.load(in, PASSWORD.toCharArray());
        }
        var ownManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        ownManagers.init(own, PASSWORD.toCharArray());
        var others = KeyStore.getInstance("PKCS12");
        others.load(null, null);
        try (var in = Files.newInputStream(trusted)) {
            int number = 0;
            for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                others.setCertificateEntry("trusted-" + number++, each);
            }
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(others);
        var context = SSLContext.getInstance("TLS");
        context.init(ownManagers.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
        return context;
    }
}
