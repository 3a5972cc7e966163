package dev.aquifer.hydration;

import dev.aquifer.hydration.testkit.OciArtifact;
import dev.aquifer.hydration.testkit.RegistryServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Gives tokens that a real registry believes, to whoever knows the password, or is known. */
final class TokenServer implements AutoCloseable {

    private static final String PASSWORD = "password";
    private static final String LOGIN =
            "Basic "
                    + Base64.getEncoder()
                            .encodeToString(
                                    "user:canary-password".getBytes(StandardCharsets.UTF_8));

    final TestOrigin origin = new TestOrigin();
    private final PrivateKey key;
    private final Certificate certificate;
    private final Path bundle;

    TokenServer(Path folder) throws IOException, GeneralSecurityException {
        Path store = folder.resolve("token.p12");
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made =
                new ProcessBuilder(
                                List.of(
                                        keytool,
                                        "-genkeypair",
                                        "-keyalg",
                                        "RSA",
                                        "-alias",
                                        "it",
                                        "-dname",
                                        "CN=tokens",
                                        "-storepass",
                                        PASSWORD,
                                        "-keystore",
                                        store.toString()))
                        .redirectErrorStream(true)
                        .start();
        made.getInputStream().transferTo(OutputStream.nullOutputStream());
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        key = (PrivateKey) keys.getKey("it", PASSWORD.toCharArray());
        certificate = keys.getCertificate("it");
        String pem = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded());
        bundle =
                Files.writeString(
                        folder.resolve("tokens.pem"),
                        "-----BEGIN CERTIFICATE-----\n" + pem + "\n-----END CERTIFICATE-----\n");
        origin.on("/token", this::answer);
    }

    /** The part of a registry's configuration that makes it ask for our tokens. */
    String guard() {
        return """
        auth:
          token:
            realm: "%s"
            service: the-registry
            issuer: the-issuer
            rootcertbundle: "%s"
        """
                .formatted(origin.url("/token"), bundle);
    }

    private void answer(TestOrigin.Request request, TestOrigin.Answer answer) throws IOException {
        boolean exchanged =
                request.method().equals("POST")
                        && request.body().contains("grant_type=refresh_token&")
                        && request.body().endsWith("&refresh_token=canary-identity%2B%2F%3D");
        if (!exchanged && !LOGIN.equals(request.field("authorization"))) {
            answer.send(401, Map.of(), new byte[0]);
        } else {
            TestHub.json(answer, Map.of(), Map.of("access_token", token()));
        }
    }

    /** For the test itself. */
    String authorization() {
        return "Bearer " + token();
    }

    private String token() {
        long now = Instant.now().getEpochSecond();
        Map<String, Object> access =
                Map.of(
                        "type",
                        "repository",
                        "name",
                        RegistryServer.REPOSITORY,
                        "actions",
                        List.of("pull", "push"));
        String head =
                part(
                        Map.of(
                                "typ",
                                "JWT",
                                "alg",
                                "RS256",
                                "x5c",
                                List.of(Base64.getEncoder().encodeToString(encoded()))));
        String claims =
                part(
                        Map.of(
                                "iss",
                                "the-issuer",
                                "aud",
                                "the-registry",
                                "exp",
                                now + 600,
                                "nbf",
                                now - 600,
                                "access",
                                List.of(access)));
        return head + "." + claims + "." + signature(head + "." + claims);
    }

    private byte[] encoded() {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String signature(String text) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return url(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String part(Object json) {
        return url(OciArtifact.json(json));
    }

    private static String url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        origin.close();
    }
}
