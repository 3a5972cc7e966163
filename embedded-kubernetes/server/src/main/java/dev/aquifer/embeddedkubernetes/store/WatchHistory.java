package dev.aquifer.embeddedkubernetes.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The newest events of one resource. Guarded by its store's lock. */
final class WatchHistory {
    private static final int MOST_EVENTS = 1000;
    private static final long MOST_BYTES = 2 << 20;

    private final Deque<WatchEvent> events = new ArrayDeque<>();
    private long bytes;
    private long forgotten;

    /** Nothing is known of this revision and those before it. */
    WatchHistory(long forgotten) {
        this.forgotten = forgotten;
    }

    void add(WatchEvent event) {
        events.addLast(event);
        bytes += size(event);
        while (events.size() > MOST_EVENTS || (bytes > MOST_BYTES && events.size() > 1)) {
            WatchEvent oldest = events.removeFirst();
            bytes -= size(oldest);
            forgotten = oldest.object().revision();
        }
    }

    /** What came after the revision, oldest first; empty when some of that is already forgotten. */
    Optional<List<WatchEvent>> since(long revision) {
        if (revision < forgotten) {
            return Optional.empty();
        }
        var newer = new ArrayList<WatchEvent>();
        var newestFirst = events.descendingIterator();
        while (newestFirst.hasNext()) {
            WatchEvent event = newestFirst.next();
            if (event.object().revision() <= revision) {
                break;
            }
            newer.add(event);
        }
        return Optional.of(newer.reversed());
    }

    private static long size(WatchEvent event) {
        return event.object()
                .json()
                .length; // the state before it is the object of an earlier event
    }
}
