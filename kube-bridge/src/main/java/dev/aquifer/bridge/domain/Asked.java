package dev.aquifer.bridge.domain;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a record on a topic of requests turned out to be. */
public sealed interface Asked {
    /** Where it is from. */
    Origin origin();

    /** The resource that it speaks of; empty when that cannot be read. */
    Optional<ResourceRef> about();

    /**
     * Where a request is from.
     *
     * @param id as the asker gave it; empty when it cannot be read
     * @param source of the id, which is unique together with it
     * @param correlation what the asker wants to find again in all that follows
     */
    record Origin(
            RequestPlace place,
            String id,
            String source,
            String correlation,
            @Nullable String traceparent) {}

    /**
     * Something to carry out.
     *
     * @param life the only one that is meant; null when it is whichever there is
     */
    record Request(Origin origin, ResourceRef name, @Nullable Uid life, Wish wish)
            implements Asked {
        @Override
        public Optional<ResourceRef> about() {
            return Optional.of(name);
        }
    }

    /** Well-formed, and more than this release can do: answered, and the topic goes on. */
    record Beyond(Origin origin, Optional<ResourceRef> about, String why) implements Asked {}

    /** Nothing that can be read: for the dead letters. */
    record Unreadable(Origin origin, Optional<ResourceRef> about, String why) implements Asked {}

    /** What is wished. */
    sealed interface Wish {
        /** That it is there, with that spec, as a manifest would say it. */
        record Apply(
                Map<String, String> labels,
                Map<String, String> annotations,
                Map<String, Object> spec)
                implements Wish {}

        /** That what is there carries these annotations as well. */
        record Annotate(Map<String, String> annotations) implements Wish {}

        /** That it is there no more. */
        record Delete() implements Wish {}
    }
}
