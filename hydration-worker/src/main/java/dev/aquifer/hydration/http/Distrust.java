package dev.aquifer.hydration.http;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/** Tells a certificate that is wrong, which stays wrong, from a handshake that broke. */
final class Distrust {

    private Distrust() {}

    /** The failure behind this error, if it is one of the certificate. */
    static Optional<HydrationFailed> of(Origin origin, SSLException e) {
        if (caused(e, CertificateExpiredException.class::isInstance)
                || caused(e, CertificateNotYetValidException.class::isInstance)) {
            return because(
                    e,
                    "NotValidNow",
                    origin
                            + " has a certificate that is not valid at this time; it has to be"
                            + " renewed, unless the clock here is wrong");
        }
        if (caused(e, CertPathBuilderException.class::isInstance)
                || caused(e, CertPathValidatorException.class::isInstance)) {
            return because(
                    e,
                    "UnknownAuthority",
                    origin
                            + " has a certificate that no authority vouches for which is trusted"
                            + " here; a private authority has to be named by whoever runs this");
        }
        if (caused(e, GeneralSecurityException.class::isInstance)) {
            return because(
                    e,
                    "NotForThisName",
                    origin
                            + " has no certificate that is trusted for its name; it has to be"
                            + " addressed by a name that its certificate holds");
        }
        return Optional.empty();
    }

    private static Optional<HydrationFailed> because(SSLException e, String kind, String message) {
        return Optional.of(
                new HydrationFailed(
                        Code.ORIGIN_UNTRUSTED, message, Map.of("certificate", kind), e));
    }

    private static boolean caused(Throwable e, Predicate<Throwable> kind) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (kind.test(cause)) {
                return true;
            }
        }
        return false;
    }
}
