package dev.aquifer.embeddedkubernetes.http;

import dev.aquifer.embeddedkubernetes.api.Refusal;
import dev.aquifer.embeddedkubernetes.api.ResourceRequest.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;

/**
 * Who calls: whoever has the token is the administrator; everybody else may ask whether the server
 * lives, and which version it is.
 */
final class Gate {
    private static final Set<String> OPEN =
            Set.of("/healthz", "/livez", "/readyz", "/version", "/version/");
    private static final String BEARER = "Bearer ";

    private final byte[] token;

    Gate(String token) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    Caller admit(Exchange exchange) {
        String authorization = exchange.header("authorization");
        if (authorization.startsWith(BEARER)) {
            byte[] given =
                    authorization
                            .substring(BEARER.length())
                            .strip()
                            .getBytes(StandardCharsets.UTF_8);
            if (!MessageDigest.isEqual(given, token)) {
                throw Refusal.of(401, "Unauthorized", "Unauthorized");
            }
            String impersonated = exchange.header("impersonate-user");
            return new Caller(
                    impersonated.isEmpty() ? "admin" : impersonated, exchange.header("user-agent"));
        }
        if (OPEN.contains(exchange.path())) {
            return new Caller("system:anonymous", exchange.header("user-agent"));
        }
        throw Refusal.of(
                403,
                "Forbidden",
                "forbidden: User \"system:anonymous\" cannot %s path \"%s\""
                        .formatted(exchange.method().toLowerCase(Locale.ROOT), exchange.path()));
    }
}
