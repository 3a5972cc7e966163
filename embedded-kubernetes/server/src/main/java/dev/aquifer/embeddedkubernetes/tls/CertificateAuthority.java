package dev.aquifer.embeddedkubernetes.tls;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;

/**
 * Issues certificates, its own first. Elliptic keys (P-256), because those are made in
 * milliseconds.
 */
final class CertificateAuthority {
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String ALTERNATIVE_NAME = "2.5.29.17";
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final byte[] ECDSA_WITH_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    private static final Duration LIFETIME = Duration.ofDays(3650);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final String name;
    private final Identity identity;
    private final Instant now;
    private final SecureRandom random = new SecureRandom();

    CertificateAuthority(String name, Identity identity, Instant now) {
        this.name = name;
        this.identity = identity;
        this.now = now;
    }

    static CertificateAuthority create(String name, Instant now) {
        var unsigned = new CertificateAuthority(name, new Identity("", ""), now);
        try {
            KeyPair keys = unsigned.keys();
            byte[] extensions =
                    Der.sequence(
                            critical(BASIC_CONSTRAINTS, Der.sequence(Der.yes())),
                            critical(KEY_USAGE, Der.bits(new byte[] {0x06}, 1)));
            byte[] certificate =
                    unsigned.sign(commonName(name), keys, extensions, keys.getPrivate());
            return new CertificateAuthority(
                    name, Identity.of(certificate, keys.getPrivate().getEncoded()), now);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Identity identity() {
        return identity;
    }

    /** For a server on this machine only. */
    Identity issueServer(String commonName) {
        byte[] names =
                Der.sequence(
                        Der.tagged(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)),
                        Der.tagged(0x87, LOOPBACK));
        return issue(
                commonName(commonName),
                Der.sequence(
                        critical(KEY_USAGE, Der.bits(new byte[] {(byte) 0x80}, 7)),
                        extension(EXTENDED_KEY_USAGE, Der.sequence(Der.oid(SERVER_AUTH))),
                        extension(ALTERNATIVE_NAME, names)));
    }

    Identity issueClient(String organisation, String commonName) {
        byte[] subject =
                Der.sequence(attribute("2.5.4.10", organisation), attribute("2.5.4.3", commonName));
        return issue(
                subject,
                Der.sequence(
                        critical(KEY_USAGE, Der.bits(new byte[] {(byte) 0x80}, 7)),
                        extension(EXTENDED_KEY_USAGE, Der.sequence(Der.oid(CLIENT_AUTH)))));
    }

    private Identity issue(byte[] subject, byte[] extensions) {
        try {
            KeyPair keys = keys();
            var encoded = new PKCS8EncodedKeySpec(Identity.content(identity.key()));
            PrivateKey signer = KeyFactory.getInstance("EC").generatePrivate(encoded);
            return Identity.of(
                    sign(subject, keys, extensions, signer), keys.getPrivate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyPair keys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private byte[] sign(byte[] subject, KeyPair keys, byte[] extensions, PrivateKey signer)
            throws GeneralSecurityException {
        byte[] content =
                Der.sequence(
                        Der.explicit(0, Der.integer(BigInteger.TWO)),
                        Der.integer(new BigInteger(127, random).setBit(126)),
                        ECDSA_WITH_SHA256,
                        commonName(name),
                        Der.sequence(
                                Der.time(now.minus(Duration.ofDays(1))),
                                Der.time(now.plus(LIFETIME))),
                        subject,
                        keys.getPublic().getEncoded(),
                        Der.explicit(3, extensions));
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer, random);
        signature.update(content);
        return Der.sequence(content, ECDSA_WITH_SHA256, Der.bits(signature.sign(), 0));
    }

    private static byte[] commonName(String name) {
        return Der.sequence(attribute("2.5.4.3", name));
    }

    private static byte[] attribute(String type, String value) {
        return Der.set(Der.sequence(Der.oid(type), Der.text(value)));
    }

    private static byte[] critical(String type, byte[] value) {
        return Der.sequence(Der.oid(type), Der.yes(), Der.octets(value));
    }

    private static byte[] extension(String type, byte[] value) {
        return Der.sequence(Der.oid(type), Der.octets(value));
    }
}
