package dev.aquifer.bridge.domain;

import dev.aquifer.events.ResourceRef;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Those who may ask for something on a topic: who may write there is the broker's business, what
 * may be asked there is said here and by the rights of the user.
 *
 * @param topic where they ask
 * @param answers where they are answered
 * @param user in whose name their requests are carried out, never with the bridge's own rights
 * @param namespaces that the topic is bound to; empty when the rights of the user alone decide
 */
public record Tenant(String topic, String answers, String user, Set<String> namespaces) {
    public Tenant {
        namespaces = Set.copyOf(namespaces);
        if (user.isBlank()) {
            throw new IllegalArgumentException(topic + " is bound to no user");
        }
    }

    /** Why nothing may be asked here of that resource; empty when it may. */
    public Optional<String> refusal(ResourceRef name) {
        if (namespaces.isEmpty() || namespaces.contains(name.namespace())) {
            return Optional.empty();
        }
        var where =
                name.namespaceOrNull() == null
                        ? name + " lives in no namespace"
                        : name + " is in namespace " + name.namespace();
        return Optional.of(
                "%s; on %s only resources in %s may be asked for"
                        .formatted(where, topic, String.join(", ", new TreeSet<>(namespaces))));
    }
}
