package dev.aquifer.bridge.domain;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One object with one difference each. */
final class Samples {
    static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
    static final ResourceRef CACHE = new ResourceRef("ModelCache", "ml-team", "qwen");
    static final ResourceRef OWNER = new ResourceRef("ModelDeployment", "ml-team", "qwen");
    static final Uid UID = new Uid("uid-1");

    private Samples() {}

    static Resource resource() {
        return resource(
                CACHE, UID, 1, Map.of(), List.of(Marks.FINALIZER), List.of(), null, Map.of());
    }

    static Resource unguarded() {
        return resource(CACHE, UID, 1, Map.of(), List.of(), List.of(), null, Map.of());
    }

    static Resource ofGeneration(long generation) {
        return resource(
                CACHE,
                UID,
                generation,
                Map.of(),
                List.of(Marks.FINALIZER),
                List.of(),
                null,
                Map.of());
    }

    static Resource deleting(List<String> finalizers) {
        return resource(CACHE, UID, 2, Map.of(), finalizers, List.of(), NOW, Map.of());
    }

    static Resource another() {
        return resource(CACHE, new Uid("uid-2"), 1, Map.of(), List.of(), List.of(), null, Map.of());
    }

    static Resource withStatus(Map<String, Object> status) {
        return resource(CACHE, UID, 3, Map.of(), List.of(Marks.FINALIZER), List.of(), null, status);
    }

    static Resource declared(ResourceRef ref, Uid owner, Map<String, String> labels) {
        return resource(
                ref,
                new Uid("uid-of-replica"),
                4,
                labels,
                List.of(),
                List.of(new Resource.Owner(OWNER.kind(), OWNER.name(), owner)),
                null,
                Map.of());
    }

    static Resource resource(
            ResourceRef ref,
            Uid uid,
            long generation,
            Map<String, String> labels,
            List<String> finalizers,
            List<Resource.Owner> owners,
            @Nullable Instant deletedAt,
            Map<String, Object> status) {
        return new Resource(
                ref,
                uid,
                generation,
                "7",
                labels,
                Map.of(),
                finalizers,
                owners,
                CREATED,
                deletedAt,
                Map.of("a", 1),
                status);
    }

    static Published published(long generation, String content) {
        return new Published(CACHE, UID, generation, CREATED, content, false, "event-1");
    }

    static Published withdrawn() {
        return new Published(CACHE, UID, 2, NOW, "", true, "event-2");
    }
}
