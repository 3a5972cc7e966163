package dev.aquifer.deployment.domain;

import dev.aquifer.events.CacheEvent.CacheUseGranted;
import java.util.Optional;
import java.util.Set;

/** Whether a replica may mount its cache, as cache-service answered. */
public sealed interface CacheUse {
    /** Access modes of claims that are on one node at a time. */
    Set<String> ONE_NODE = Set.of("ReadWriteOnce", "ReadWriteOncePod");

    /** How to mount it. */
    default Optional<CacheUseGranted> grant() {
        return Optional.empty();
    }

    /** Whether the newest grant answers the revision that was created by that generation. */
    default boolean isGrantedTo(long created) {
        return grant().filter(fact -> fact.user().generation() >= created).isPresent();
    }

    /** What is waited for. */
    String awaited();

    /**
     * Why pods on several nodes cannot mount what was granted; empty when they can, or when the
     * access mode of the claim is not known.
     */
    default Optional<String> oneNodeOnly() {
        return grant().filter(use -> ONE_NODE.contains(String.valueOf(use.accessMode())))
                .map(
                        use ->
                                "%s: claim %s is %s, so its pods cannot mount it on several nodes; use ReadWriteMany, or workers of one pod"
                                        .formatted(
                                                use.subject().resource(),
                                                use.claim(),
                                                use.accessMode()));
    }

    /** It may be mounted so: the newest grant counts. */
    default CacheUse granted(CacheUseGranted fact) {
        return new Granted(fact);
    }

    /** It may not be mounted now. */
    default CacheUse refused(String message) {
        return new Refused(message);
    }

    /** Nothing was answered yet. */
    record Asked() implements CacheUse {
        @Override
        public String awaited() {
            return "waiting for cache-service to grant the use of the cache";
        }
    }

    /** Not now; answered again when that changes. */
    record Refused(String message) implements CacheUse {
        @Override
        public String awaited() {
            return message;
        }
    }

    /** It may, until it is released: a refusal that comes later speaks of another life. */
    record Granted(CacheUseGranted fact) implements CacheUse {
        @Override
        public Optional<CacheUseGranted> grant() {
            return Optional.of(fact);
        }

        @Override
        public String awaited() {
            return "waiting for cache-service to grant the use of the cache to the new revision";
        }

        @Override
        public CacheUse refused(String message) {
            return this;
        }
    }
}
