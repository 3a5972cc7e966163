package dev.aquifer.hydration.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.failure.HydrationFailed;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.PKIXReason;
import javax.crypto.AEADBadTagException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class DistrustTest {

    private static final Origin ORIGIN = new Origin("https", "models.example", 443);

    /** As Java wraps what is wrong with a chain. */
    private static HydrationFailed found(Throwable cause) {
        var handshake = new SSLHandshakeException("PKIX path validation failed");
        handshake.initCause(new CertificateException("PKIX path validation failed", cause));
        return Distrust.of(ORIGIN, handshake).orElseThrow();
    }

    private static CertPathValidatorException invalid(
            String message, CertPathValidatorException.Reason reason) {
        return new CertPathValidatorException(message, null, null, -1, reason);
    }

    private static String kind(Throwable cause) {
        return String.valueOf(found(cause).detail().get("certificate"));
    }

    @Test
    void anAuthorityIsUnknownWhereNoPathLeadsToOne() {
        assertThat(kind(new CertPathBuilderException("unable to find valid certification path")))
                .isEqualTo("UnknownAuthority");
        assertThat(kind(invalid("no anchor", PKIXReason.NO_TRUST_ANCHOR)))
                .isEqualTo("UnknownAuthority");
    }

    @Test
    void whatIsWrongWithAKnownAuthoritysCertificateIsSaid() {
        String weak = "Algorithm constraints check failed on keysize limits: RSA 1024 bit key";

        HydrationFailed failure = found(invalid(weak, BasicReason.ALGORITHM_CONSTRAINED));

        assertThat(failure.detail()).containsEntry("certificate", "NotAcceptable");
        assertThat(failure.message()).contains(ORIGIN.toString(), weak);
        assertThat(kind(invalid("names", PKIXReason.INVALID_NAME))).isEqualTo("NotAcceptable");
        assertThat(kind(new CertificateException("TrustAnchor is not a CA certificate")))
                .isEqualTo("NotAcceptable");
    }

    @Test
    void aReasonIsShortAndOfOneLine() {
        String message =
                found(new CertificateException("x\n\u001b[2J" + "y".repeat(9999))).message();

        assertThat(message).hasSizeLessThan(500).doesNotContain("\n", "\u001b");
    }

    @Test
    void aPathThatExpiredIsNotValidNow() {
        assertThat(
                        kind(
                                new CertPathValidatorException(
                                        "validity check failed",
                                        new CertificateExpiredException("NotAfter"))))
                .isEqualTo("NotValidNow");
    }

    @Test
    void aHandshakeThatBrokeSaysNothingOfTheCertificate() {
        var broken = new SSLException("bad record", new AEADBadTagException("Tag mismatch"));

        assertThat(Distrust.of(ORIGIN, broken)).isEmpty();
    }
}
