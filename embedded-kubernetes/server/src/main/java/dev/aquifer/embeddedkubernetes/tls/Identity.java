package dev.aquifer.embeddedkubernetes.tls;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A certificate and its private key, both in PEM. */
public record Identity(String certificate, String key) {

    static Identity of(byte[] certificate, byte[] key) {
        return new Identity(pem("CERTIFICATE", certificate), pem("PRIVATE KEY", key));
    }

    /** What stands between the lines of a PEM text. */
    static byte[] content(String pem) {
        return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    }

    private static String pem(String what, byte[] content) {
        var lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(what, lines.encodeToString(content), what);
    }
}
