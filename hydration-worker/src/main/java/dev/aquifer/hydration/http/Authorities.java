package dev.aquifer.hydration.http;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Certificate authorities that are trusted in addition to those that Java itself trusts: whoever
 * names a private one still fetches from public origins.
 */
public record Authorities(List<X509Certificate> certificates) {

    /** None but those that Java trusts. */
    public static final Authorities NONE = new Authorities(List.of());

    /** Copies the list. */
    public Authorities {
        certificates = List.copyOf(certificates);
    }

    /**
     * Reads the certificates of a PEM text; all of them have to be right.
     *
     * @param name what to call the text where something is wrong with it
     */
    public static Authorities parse(String name, String pem) {
        return PemCertificates.in(name, pem).all();
    }

    /** Whether there are none but Java's. */
    public boolean isEmpty() {
        return certificates.isEmpty();
    }

    /** Makes connections to whom these vouch for, or Java's. */
    public SSLSocketFactory sockets() {
        try {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            List<X509Certificate> trusted = new ArrayList<>(usual());
            trusted.addAll(certificates);
            for (int i = 0; i < trusted.size(); i++) {
                all.setCertificateEntry(String.valueOf(i), trusted.get(i));
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(all), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("trust cannot be set up: " + e.getMessage(), e);
        }
    }

    private static List<X509Certificate> usual() throws GeneralSecurityException {
        TrustManagerFactory usual =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        usual.init((KeyStore) null);
        List<X509Certificate> certificates = new ArrayList<>();
        for (TrustManager manager : usual.getTrustManagers()) {
            if (manager instanceof X509TrustManager trusting) {
                certificates.addAll(List.of(trusting.getAcceptedIssuers()));
            }
        }
        return certificates;
    }

    private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
