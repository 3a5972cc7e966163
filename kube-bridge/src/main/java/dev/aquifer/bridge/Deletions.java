package dev.aquifer.bridge;

import dev.aquifer.bridge.domain.ControlApiException;
import dev.aquifer.bridge.domain.ControlApiException.Kind;
import dev.aquifer.bridge.domain.Deletion;
import dev.aquifer.bridge.domain.RequestPlace;
import dev.aquifer.bridge.kubernetes.LeaseApi;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers a deletion that another system asked for before it is carried out, as nothing of the
 * object may be left when the bridge dies before it could answer: whoever leads next answers what
 * was done, and deletes no other life of that name. One note for each topic of requests, on the
 * Lease, as their requests are carried out one by one.
 */
final class Deletions {
    private final LeaseApi lease;
    private final int term;
    private final String note;

    /**
     * Those of a topic.
     *
     * @param term in which they are carried out: a leader that was deposed notes nothing any more
     */
    Deletions(LeaseApi lease, int term, String topic) {
        this.lease = lease;
        this.term = term;
        this.note = "aquifer.dev/deleting-" + topic;
    }

    /** What was decided about the request at that place, by whoever led. */
    Optional<Deletion> decided(RequestPlace place) {
        return Optional.ofNullable(held().notes().get(note))
                .flatMap(Deletion::parse)
                .filter(deletion -> deletion.place().equals(place));
    }

    /** Returns when it is noted. */
    void decide(Deletion deletion) {
        lease.annotate(held(), Map.of(note, deletion.toString()));
    }

    private LeaseApi.Held held() {
        return lease.read()
                .filter(held -> held.seen().transitions() == term)
                .orElseThrow(
                        () ->
                                new ControlApiException(
                                        Kind.AWAY, 0, "the Lease is another one's", null));
    }
}
