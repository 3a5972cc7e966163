package dev.aquifer.embeddedkubernetes.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The address of a resource, taken apart.
 *
 * @param namespace empty for a resource of the cluster and for all namespaces
 * @param name empty for a collection
 * @param subresource empty for the object itself; may have slashes
 */
record ResourcePath(
        String group,
        String version,
        String namespace,
        String plural,
        String name,
        String subresource) {
    private static final Set<String> OF_NAMESPACE = Set.of("status", "finalize");

    /**
     * Reads {@code /api/v1/…} and {@code /apis/GROUP/VERSION/…} with something behind the version.
     */
    static Optional<ResourcePath> parse(String path) {
        List<String> parts =
                Arrays.stream(path.substring(1).split("/"))
                        .map(
                                part ->
                                        URLDecoder.decode(
                                                part.replace("+", "%2B"), StandardCharsets.UTF_8))
                        .collect(Collectors.toCollection(ArrayList::new));
        boolean core = parts.getFirst().equals("api");
        if ((!core && !parts.getFirst().equals("apis")) || parts.size() < (core ? 3 : 4)) {
            return Optional.empty();
        }
        String group = core ? "" : parts.get(1);
        List<String> rest = parts.subList(core ? 1 : 2, parts.size());
        String version = rest.removeFirst();
        String namespace = "";
        if (rest.getFirst().equals("namespaces")
                && rest.size() > 2
                && !OF_NAMESPACE.contains(rest.get(2))) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        return Optional.of(
                new ResourcePath(
                        group,
                        version,
                        namespace,
                        rest.getFirst(),
                        rest.size() > 1 ? rest.get(1) : "",
                        rest.size() > 2 ? String.join("/", rest.subList(2, rest.size())) : ""));
    }
}
