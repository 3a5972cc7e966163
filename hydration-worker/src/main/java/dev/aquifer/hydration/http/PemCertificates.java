package dev.aquifer.hydration.http;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The certificates of a PEM text. What else is in it, such as comments, is passed over.
 *
 * @param certificates those that can be read
 * @param problems what is wrong with the others, or with the text
 */
public record PemCertificates(List<X509Certificate> certificates, List<String> problems) {

    private static final String TRUSTED = "TRUSTED ";

    private static final Pattern CERTIFICATE =
            Pattern.compile(
                    "-----BEGIN (X509 |TRUSTED |)CERTIFICATE-----([^-]*)"
                            + "(-----END (?:X509 |TRUSTED |)CERTIFICATE-----)?");

    /** Copies the lists. */
    public PemCertificates {
        certificates = List.copyOf(certificates);
        problems = List.copyOf(problems);
    }

    /**
     * Reads a text.
     *
     * @param name what to call the text where something is wrong with it
     */
    public static PemCertificates in(String name, String pem) {
        List<X509Certificate> certificates = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Matcher block = CERTIFICATE.matcher(pem);
        for (int number = 1; block.find(); number++) {
            try {
                certificates.add(certificate(block));
            } catch (CertificateException | IllegalArgumentException e) {
                problems.add(
                        "certificate %d of %s cannot be read: %s"
                                .formatted(number, name, e.getMessage()));
            }
        }
        if (certificates.isEmpty() && problems.isEmpty()) {
            problems.add(name + " holds no certificate in PEM (-----BEGIN CERTIFICATE-----)");
        }
        return new PemCertificates(certificates, problems);
    }

    /** None, for this reason. */
    public static PemCertificates none(String problem) {
        return new PemCertificates(List.of(), List.of(problem));
    }

    private static X509Certificate certificate(Matcher block) throws CertificateException {
        if (block.group(1).equals(TRUSTED)) {
            throw new CertificateException(
                    "it is a TRUSTED CERTIFICATE, with settings of OpenSSL that mean nothing here;"
                            + " 'openssl x509' makes a plain one of it");
        }
        if (block.group(3) == null) {
            throw new CertificateException("it has no end (-----END CERTIFICATE-----)");
        }
        byte[] bytes = Base64.getMimeDecoder().decode(block.group(2));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(bytes));
    }

    /** All of them; fails with the first problem, if there is any. */
    public Authorities all() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(problems.getFirst());
        }
        return readable();
    }

    /** Those that can be read. */
    public Authorities readable() {
        return new Authorities(certificates);
    }
}
