package dev.aquifer.hydration.request;

import dev.aquifer.hydration.json.Json;
import dev.aquifer.hydration.json.JsonObject;
import dev.aquifer.hydration.json.JsonProblem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The credentials of registries as {@code .dockerconfigjson} lists them. Each is for the registry,
 * or the part of one, under which it stands, and for no other. It does not print itself.
 */
public record PullSecret(List<Login> logins) {

    private static final String HUB = "docker.io";

    /** Copies the list. */
    public PullSecret {
        logins = List.copyOf(logins);
    }

    /**
     * A name and a password, a token that a registry takes as it is, or one that its token server
     * gives others for.
     *
     * @param host of the registry, with its port if it has one of its own
     * @param path of the repositories it is for; empty for all
     */
    public record Login(
            String host,
            String path,
            Optional<String> basic,
            Optional<String> registryToken,
            Optional<String> identityToken) {

        /** The value of an Authorization field, if there are a name and a password. */
        public Optional<String> authorization() {
            return basic.map(pair -> "Basic " + encoded(pair));
        }

        /** Whether there is nothing in it that can be sent. */
        public boolean unusable() {
            return basic.isEmpty() && registryToken.isEmpty() && identityToken.isEmpty();
        }

        boolean fits(String registry, String repository) {
            return host.equals(registry)
                    && (path.isEmpty()
                            || repository.equals(path)
                            || repository.startsWith(path + "/"));
        }

        @Override
        public String toString() {
            return "Login[" + host + "]";
        }
    }

    /** Reads the JSON; its problems name the place and no value. */
    public static PullSecret parse(byte[] json) {
        List<Login> logins = new ArrayList<>();
        JsonObject auths = Json.object("secret .dockerconfigjson", json).object("auths");
        for (String key : auths.fields().keySet()) {
            logins.add(login(key, auths.object(key)));
        }
        return new PullSecret(logins);
    }

    /** The login for a repository of a registry: the one that says most exactly where it is for. */
    public Optional<Login> login(String registry, String repository) {
        String host = canonical(registry);
        return logins.stream()
                .filter(login -> login.fits(host, repository))
                .max(Comparator.comparingInt(login -> login.path().length()));
    }

    /** Everything in it that must never be said. */
    List<String> values() {
        return logins.stream()
                .flatMap(
                        login ->
                                Stream.of(
                                                login.registryToken().stream(),
                                                login.identityToken().stream(),
                                                login.basic().stream().flatMap(PullSecret::forms))
                                        .flatMap(values -> values))
                .toList();
    }

    private static Stream<String> forms(String basic) {
        String password = basic.substring(basic.indexOf(':') + 1);
        return Stream.of(encoded(basic), password);
    }

    /** As it stands in an Authorization field. */
    static String encoded(String basic) {
        return Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8));
    }

    private static Login login(String key, JsonObject fields) {
        String place = key.replaceFirst("^https?://", "").replaceFirst("/(v[12]/?)?$", "");
        int slash = place.indexOf('/');
        Optional<String> basic =
                fields.optionalText("username")
                        .filter(name -> !name.isEmpty())
                        .map(name -> name + ":" + fields.optionalText("password").orElse(""))
                        .or(() -> fields.optionalText("auth").flatMap(auth -> decoded(key, auth)));
        return new Login(
                canonical(slash < 0 ? place : place.substring(0, slash)),
                slash < 0 ? "" : place.substring(slash + 1),
                basic,
                fields.optionalText("registrytoken").filter(token -> !token.isEmpty()),
                fields.optionalText("identitytoken").filter(token -> !token.isEmpty()));
    }

    private static Optional<String> decoded(String key, String auth) {
        try {
            String basic = new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
            return Optional.of(basic).filter(text -> text.indexOf(':') > 0);
        } catch (IllegalArgumentException e) {
            throw new JsonProblem("secret .dockerconfigjson: auth of " + key + " is not Base64");
        }
    }

    /** The hub that everybody means has three names. */
    private static String canonical(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        boolean hub = lower.equals("index.docker.io") || lower.equals("registry-1.docker.io");
        return hub ? HUB : lower;
    }

    @Override
    public String toString() {
        return "PullSecret[…]";
    }
}
