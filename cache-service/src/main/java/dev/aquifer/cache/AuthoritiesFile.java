package dev.aquifer.cache;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * The certificates of a PEM file, and nothing else of it: they travel on the bus, where a key that
 * somebody left beside them must not be. What is of no use fails with the name of the file.
 */
record AuthoritiesFile(Path path) {
    private static final Pattern CERTIFICATE =
            Pattern.compile(
                    "-----BEGIN (?:X509 )?CERTIFICATE-----([^-]*)-----END (?:X509 )?CERTIFICATE-----");

    /** A request has to fit into a ConfigMap and into an event beside everything else. */
    private static final int LONGEST = 128 * 1024;

    /** With all that is said about the certificates; no more is read of whatever it is. */
    private static final int LARGEST = 1024 * 1024;

    /** All of it, as it is now. */
    String content() {
        try (var in = Files.newInputStream(path)) {
            var bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw problem("is larger than " + LARGEST + " bytes");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw problem("cannot be read: " + e.getClass().getSimpleName());
        }
    }

    /** What of that are certificates. */
    String certificates(String content) {
        var pem = new StringBuilder();
        int number = 0;
        var block = CERTIFICATE.matcher(content);
        while (block.find()) {
            pem.append(certificate(++number, block.group(1)));
        }
        if (number == 0) {
            throw problem("holds no certificate in PEM");
        }
        if (pem.length() > LONGEST) {
            throw problem("holds more than " + LONGEST + " bytes of certificates");
        }
        return pem.toString();
    }

    private String certificate(int number, String base64) {
        try {
            var bytes = Base64.getMimeDecoder().decode(base64);
            var certificate =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(bytes));
            var lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
            return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                    .formatted(lines.encodeToString(certificate.getEncoded()));
        } catch (CertificateException | RuntimeException e) { // as parsers like it
            throw problem("holds a certificate (number " + number + ") that cannot be read");
        }
    }

    private IllegalArgumentException problem(String what) {
        return new IllegalArgumentException(
                "aquifer.hydration.trusted-authorities: %s %s".formatted(path, what));
    }
}
