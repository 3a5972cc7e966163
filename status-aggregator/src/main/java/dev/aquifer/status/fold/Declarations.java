package dev.aquifer.status.fold;

import dev.aquifer.events.DeploymentEvent.ResourceDeclared;
import dev.aquifer.events.DeploymentEvent.ResourceUndeclared;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which resources deployments declare, and whose they are. */
final class Declarations {
    private final Map<ResourceRef, ResourceRef> owners = new HashMap<>();

    /** The resource that a deployment declares. */
    static ResourceRef made(ResourceDeclared declared) {
        return made(declared.subject(), declared.kind(), declared.name());
    }

    private static ResourceRef made(Subject owner, String kind, String name) {
        return new ResourceRef(kind, owner.resource().namespace(), name);
    }

    /** Answers what is declared. */
    ResourceRef declare(ResourceDeclared declared) {
        var made = made(declared);
        owners.put(made, declared.subject().resource());
        return made;
    }

    /** Answers what is declared no more. */
    ResourceRef undeclare(ResourceUndeclared gone) {
        var made = made(gone.subject(), gone.kind(), gone.name());
        owners.remove(made);
        return made;
    }

    /** Who declared a resource. */
    Optional<ResourceRef> ownerOf(ResourceRef made) {
        return Optional.ofNullable(owners.get(made));
    }

    /** All that is declared. */
    Set<ResourceRef> all() {
        return Collections.unmodifiableSet(owners.keySet());
    }

    /** What that owner declares. */
    Set<ResourceRef> by(ResourceRef owner) {
        if (!owner.kind().equals("ModelDeployment")) {
            return Set.of();
        }
        var found = new HashSet<ResourceRef>();
        owners.forEach(
                (made, by) -> {
                    if (by.equals(owner)) {
                        found.add(made);
                    }
                });
        return found;
    }

    /** Keeps of what that owner declared what its facts still say; answers all that it declared. */
    Set<ResourceRef> keep(ResourceRef owner, Facts facts) {
        var still = new HashSet<ResourceRef>();
        facts.all(ResourceDeclared.class).forEach(d -> still.add(made(d.event())));
        var declared = by(owner);
        for (var made : declared) {
            if (!still.contains(made)) {
                owners.remove(made);
            }
        }
        return declared;
    }
}
