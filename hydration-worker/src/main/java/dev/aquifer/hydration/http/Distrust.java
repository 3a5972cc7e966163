package dev.aquifer.hydration.http;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells a certificate that is wrong, which stays wrong, from a handshake that broke. */
final class Distrust {

    /** A reason may hold names that the origin chose. */
    private static final int LONGEST_REASON = 300;

    private Distrust() {}

    /** The failure behind this error, if it is one of the certificate. */
    static Optional<HydrationFailed> of(Origin origin, SSLException e) {
        return ofTheCertificate(e)
                .map(
                        cause -> {
                            Kind kind = kind(cause);
                            return new HydrationFailed(
                                    Code.ORIGIN_UNTRUSTED,
                                    origin + " has " + kind.message,
                                    Map.of("certificate", kind.wire),
                                    e);
                        });
    }

    private record Kind(String wire, String message) {}

    /** The innermost error of a certificate; what wraps it says less. */
    private static Optional<Throwable> ofTheCertificate(Throwable e) {
        @Nullable Throwable found = null;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException
                    || cause instanceof CertPathBuilderException
                    || cause instanceof CertPathValidatorException) {
                found = cause;
            }
        }
        return Optional.ofNullable(found);
    }

    private static Kind kind(Throwable cause) {
        return switch (cause) {
            case CertificateExpiredException _, CertificateNotYetValidException _ ->
                    new Kind(
                            "NotValidNow",
                            "a certificate that is not valid at this time; it has to be renewed,"
                                    + " unless the clock here is wrong");
            case CertPathBuilderException _ -> unknownAuthority();
            case CertPathValidatorException e when e.getReason() == PKIXReason.NO_TRUST_ANCHOR ->
                    unknownAuthority();
            case CertificateException e when isAboutTheName(e) ->
                    new Kind(
                            "NotForThisName",
                            "no certificate that is trusted for its name; it has to be addressed"
                                    + " by a name that its certificate holds");
            default ->
                    new Kind(
                            "NotAcceptable",
                            "a certificate that is not accepted, whoever vouches for it: "
                                    + reason(cause));
        };
    }

    private static Kind unknownAuthority() {
        return new Kind(
                "UnknownAuthority",
                "a certificate that no authority vouches for which is trusted here; a private"
                        + " authority has to be named by whoever runs this");
    }

    /** Java has no type for it. */
    private static boolean isAboutTheName(CertificateException e) {
        String message = String.valueOf(e.getMessage());
        return e.getClass().equals(CertificateException.class)
                && (message.startsWith("No name matching")
                        || message.startsWith("No subject alternative"));
    }

    private static String reason(Throwable cause) {
        String reason = String.valueOf(cause.getMessage()).replaceAll("[^ -~]", "?");
        return reason.substring(0, Math.min(LONGEST_REASON, reason.length()));
    }
}
