package dev.aquifer.deployment.domain;

import dev.aquifer.events.DeploymentEvent.Backend;
import dev.aquifer.events.spec.ModelServiceSpec;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a service's route has. */
public final class Routing {
    private Routing() {}

    /**
     * An endpoint that services can select.
     *
     * @param url of the engine's API, when requests may be sent there
     */
    public record Selectable(String name, Map<String, String> labels, Optional<String> url) {}

    /** The endpoints a service selects, each once, in the order of their names. */
    public static List<Selectable> matched(
            ModelServiceSpec service, Collection<Selectable> endpoints) {
        return endpoints.stream()
                .filter(
                        endpoint ->
                                service.endpoints().stream()
                                        .map(e -> e.selector().matchLabels().entrySet())
                                        .anyMatch(endpoint.labels().entrySet()::containsAll))
                .sorted(Comparator.comparing(Selectable::name))
                .toList();
    }

    /** Those of them that requests may be sent to. */
    public static List<Backend> backends(List<Selectable> matched) {
        return matched.stream()
                .filter(endpoint -> endpoint.url().isPresent())
                .map(endpoint -> new Backend(endpoint.name(), endpoint.url().orElseThrow()))
                .toList();
    }

    /** The path of the address is told by rewritePath; without one, requests keep theirs. */
    public static String backendUrl(String url, @Nullable String rewritePath) {
        var uri = URI.create(url);
        var path = Objects.requireNonNullElse(rewritePath, "").replaceAll("/+$", "");
        return uri.getScheme() + "://" + uri.getRawAuthority() + path;
    }

    /** Why an address cannot be a backend; empty when it can. */
    public static Optional<String> refusal(String url, @Nullable String rewritePath) {
        try {
            var _ = new URI("http://x" + Objects.requireNonNullElse(rewritePath, ""));
        } catch (URISyntaxException e) {
            return Optional.of("spec.rewritePath cannot be read: " + e.getReason());
        }
        try {
            var uri = new URI(url);
            if (uri.getHost() == null) {
                return Optional.of("spec.url has no host: " + url);
            }
            if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
                return Optional.of("spec.url is neither http nor https: " + url);
            }
            return uri.getUserInfo() == null
                    ? Optional.empty()
                    : Optional.of("spec.url has credentials in it");
        } catch (URISyntaxException e) {
            return Optional.of("spec.url cannot be read: " + e.getReason());
        }
    }
}
