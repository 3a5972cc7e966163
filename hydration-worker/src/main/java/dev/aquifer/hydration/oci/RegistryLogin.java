package dev.aquifer.hydration.oci;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Client;
import dev.aquifer.hydration.http.Credential;
import dev.aquifer.hydration.http.Exchange;
import dev.aquifer.hydration.http.HttpRequest;
import dev.aquifer.hydration.http.MalformedAnswer;
import dev.aquifer.hydration.http.Origin;
import dev.aquifer.hydration.http.ResponseHead;
import dev.aquifer.hydration.http.WebAddress;
import dev.aquifer.hydration.json.Json;
import dev.aquifer.hydration.json.JsonObject;
import dev.aquifer.hydration.json.JsonProblem;
import dev.aquifer.hydration.request.PullSecret;
import dev.aquifer.hydration.retry.Answers;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Proves to one registry who asks, as the registry wants it: with a name and a password, or with a
 * token that its token server gives for them, for an identity token, or to anybody. Tokens last for
 * minutes, so a new one is fetched whenever the registry refuses the last.
 */
final class RegistryLogin implements Credential {

    private static final long LONGEST_ANSWER = 256L * 1024;
    private static final int LONGEST_TOKEN = 32 * 1024;

    private final Reference image;
    private final Origin registry;
    private final Optional<PullSecret.Login> login;
    private final Clock clock;
    private volatile @Nullable String authorization;

    RegistryLogin(Reference image, Origin registry, Optional<PullSecret.Login> login, Clock clock) {
        this.image = image;
        this.registry = registry;
        this.login = login;
        this.clock = clock;
        this.authorization =
                login.flatMap(PullSecret.Login::registryToken)
                        .map(token -> "Bearer " + token)
                        .orElse(null);
    }

    @Override
    public Map<String, String> proof(HttpRequest request) {
        String now = authorization;
        return now == null ? Map.of() : Map.of("Authorization", now);
    }

    @Override
    public synchronized boolean renewed(
            Map<String, String> sent, ResponseHead refusal, Client client) throws IOException {
        String now = authorization;
        if (now != null && !now.equals(sent.get("Authorization"))) {
            return true; // Another thread was refused before, and has done it.
        }
        String offered = refusal.field("www-authenticate").orElse("");
        for (Challenge challenge : Challenge.all(offered)) {
            Optional<String> next =
                    switch (challenge.scheme()) {
                        case "bearer" -> Optional.of("Bearer " + token(challenge, client));
                        case "basic" -> basic();
                        default -> Optional.empty();
                    };
            if (next.isPresent() && !next.get().equals(now)) {
                authorization = next.get();
                return true;
            }
        }
        return false;
    }

    private Optional<String> basic() {
        return login.flatMap(PullSecret.Login::authorization);
    }

    /** Asks the token server that the registry named, with the login for this registry alone. */
    private String token(Challenge challenge, Client client) throws IOException {
        WebAddress realm = realm(challenge);
        HttpRequest request =
                login.flatMap(PullSecret.Login::identityToken)
                        .map(identity -> HttpRequest.post(realm, exchange(challenge, identity)))
                        .orElseGet(() -> ask(realm, challenge));
        try (Exchange exchange = client.open(request)) {
            int status = exchange.head().status();
            if (List.of(400, 401, 403, 404).contains(status)) {
                throw refused(request.address(), status);
            }
            Answers.requireSuccess(exchange, clock);
            JsonObject answer =
                    JsonObject.from(
                            "token",
                            Json.value(
                                    "the token server's answer", exchange.stream(LONGEST_ANSWER)));
            return answer.optionalText("token")
                    .or(() -> answer.optionalText("access_token"))
                    .filter(RegistryLogin::isToken)
                    .orElseThrow(() -> new MalformedAnswer("no token of the token server"));
        } catch (JsonProblem e) {
            // What a parser stumbled over may be the token itself.
            throw new MalformedAnswer("no JSON with a token of the token server");
        }
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_TOKEN
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private WebAddress realm(Challenge challenge) throws MalformedAnswer {
        WebAddress realm =
                WebAddress.parse(
                        challenge
                                .parameter("realm")
                                .orElseThrow(
                                        () -> new MalformedAnswer("a challenge without realm")));
        if (registry.secure() && !realm.origin().secure()) {
            throw new HydrationFailed(
                    Code.ORIGIN_FORBIDDEN,
                    registry + " names a token server that is not encrypted: " + realm.origin());
        }
        return realm;
    }

    private HttpRequest ask(WebAddress realm, Challenge challenge) {
        String query = realm.query().length() > 1 ? realm.query() + "&" : "?";
        return HttpRequest.get(
                new WebAddress(realm.origin(), realm.path(), query + access(challenge)),
                basic().map(Credential::fixed));
    }

    /** The form by which OAuth 2 has a token exchanged for one that lasts less long. */
    private String exchange(Challenge challenge, String identity) {
        return "grant_type=refresh_token&client_id=aquifer&"
                + access(challenge)
                + "&refresh_token="
                + encoded(identity);
    }

    /** Which registry it is, and what is to be done there. */
    private String access(Challenge challenge) {
        String scope =
                challenge.parameter("scope").orElse("repository:" + image.repository() + ":pull");
        return challenge
                        .parameter("service")
                        .map(service -> "service=" + encoded(service) + "&")
                        .orElse("")
                + "scope="
                + encoded(scope);
    }

    private HydrationFailed refused(WebAddress address, int status) {
        Code code = login.isPresent() ? Code.AUTH_FORBIDDEN : Code.AUTH_REQUIRED;
        return new HydrationFailed(
                code,
                image + ": the token server " + address + " answered with " + status,
                Map.of("status", status),
                null);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
