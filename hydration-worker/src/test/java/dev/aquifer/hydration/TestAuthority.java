package dev.aquifer.hydration;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority that nobody knows, and a server of 127.0.0.1 whom it vouches for. */
final class TestAuthority {

    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final KeyStore keys;

    /** Whose server has a certificate that was valid on this day, counted from today. */
    TestAuthority(Path folder, int day) throws IOException, GeneralSecurityException {
        this(folder, day, "ku=digitalSignature");
    }

    /** Whose server's certificate has this extension. */
    TestAuthority(Path folder, int day, String extension)
            throws IOException, GeneralSecurityException {
        this.folder = folder;
        Path store = folder.resolve("keys.p12");
        make(store, "authority", "CN=Authority of " + folder.getFileName(), "bc:c");
        List<String> signed = new ArrayList<>(List.of("-signer", "authority"));
        signed.addAll(List.of("-ext", extension));
        signed.addAll(List.of("-startdate", "%+dd".formatted(day), "-validity", "1"));
        make(store, "server", "CN=server", "san=ip:127.0.0.1", signed.toArray(String[]::new));
        this.keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
    }

    private static void make(Path store, String alias, String name, String ext, String... more)
            throws IOException {
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = new ArrayList<>(List.of(keytool, "-genkeypair", "-keyalg", "EC"));
        command.addAll(List.of("-alias", alias, "-dname", name, "-ext", ext));
        command.addAll(List.of("-storepass", PASSWORD, "-keystore", store.toString()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    /** Its own certificate, with the comments that tools leave. */
    String pem() throws GeneralSecurityException {
        byte[] certificate = keys.getCertificate("authority").getEncoded();
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate);
        return "# The Authority\n-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(base64);
    }

    /** The same in a file. */
    Path file() throws IOException, GeneralSecurityException {
        return Files.writeString(folder.resolve("authority.pem"), pem());
    }

    /** Options by which Java trusts it in the place of all that it trusts usually. */
    String insteadOfJavas() throws IOException, GeneralSecurityException {
        KeyStore trusted = empty();
        trusted.setCertificateEntry("authority", keys.getCertificate("authority"));
        Path file = folder.resolve("trusted.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            trusted.store(out, PASSWORD.toCharArray());
        }
        String option = "-Djavax.net.ssl.trustStore";
        return option + "=" + file + " " + option + "Password=" + PASSWORD;
    }

    ServerSocketFactory server() throws IOException, GeneralSecurityException {
        Certificate[] chain = keys.getCertificateChain("server");
        KeyStore own = empty();
        char[] password = PASSWORD.toCharArray();
        own.setKeyEntry("server", keys.getKey("server", password), password, chain);
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(own, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);
        return empty;
    }
}
