package dev.aquifer.events.wire;

import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.EventMeta;
import java.util.List;

/** What a record on the bus turned out to be. */
public sealed interface Decoded {

    /** An event of this release. */
    record Known(Envelope<Event> envelope) implements Decoded {}

    /** Well formed, of a type that this release does not know: a newer producer came first. */
    record Unknown(EventMeta meta, String type) implements Decoded {}

    /** The key's fact is no more. */
    record Tombstone(String key) implements Decoded {}

    /**
     * The reader lacks features without which it would act wrongly: it has to wait for an upgrade.
     *
     * @param missing of the event's {@code requires}
     */
    record UpgradeRequired(EventMeta meta, String type, List<String> missing) implements Decoded {
        public UpgradeRequired {
            missing = List.copyOf(missing);
        }
    }

    /**
     * Nothing that can be read.
     *
     * @param reason names the header or field that is wrong; holds no payload
     */
    record Undecodable(String reason) implements Decoded {}
}
