package dev.aquifer.hydration;

import dev.aquifer.hydration.http.Authorities;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Makes encrypted connections; set up with the first of them, since many attempts need none. */
final class Tls implements Supplier<SSLSocketFactory> {

    private final Supplier<Authorities> authorities;
    private final Supplier<SSLSocketFactory> usual;
    private @Nullable SSLSocketFactory factory;

    /** Trusts these authorities too, beside whom is trusted usually. */
    Tls(Supplier<Authorities> authorities, Supplier<SSLSocketFactory> usual) {
        this.authorities = authorities;
        this.usual = usual;
    }

    @Override
    public synchronized SSLSocketFactory get() {
        SSLSocketFactory made = factory;
        if (made == null) {
            Authorities trusted = authorities.get();
            made = trusted.isEmpty() ? usual.get() : trusted.sockets();
            factory = made;
        }
        return made;
    }
}
