package dev.aquifer.bridge.bus;

import dev.aquifer.bridge.domain.Published;
import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.ResourceRef;
import org.jspecify.annotations.Nullable;

/** What is about to be published of one name, and what the bus holds of it afterwards. */
public sealed interface DesiredDraft {
    /** Of which name. */
    ResourceRef ref();

    /** Unique; a repeat of the same has the same. */
    String eventId();

    /** The request of a user that it belongs to. */
    String correlation();

    /** What the bus holds afterwards; null when nothing. */
    @Nullable Published after();

    /** A desired event. */
    record Says(DesiredEvent event, String eventId, String correlation, Published after)
            implements DesiredDraft {
        @Override
        public ResourceRef ref() {
            return event.subject().resource();
        }
    }

    /** A tombstone. */
    record Forgets(ResourceRef ref, String eventId, String correlation) implements DesiredDraft {
        @Override
        public @Nullable Published after() {
            return null;
        }
    }
}
