package dev.aquifer.bridge;

import dev.aquifer.bridge.domain.ControlApiException;
import dev.aquifer.bridge.domain.ControlApiException.Kind;
import dev.aquifer.bridge.domain.Deletion;
import dev.aquifer.bridge.domain.LeaseStep;
import dev.aquifer.bridge.domain.RequestPlace;
import dev.aquifer.bridge.kubernetes.LeaseApi;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers a deletion that another system asked for before it is carried out, as nothing of the
 * object may be left when the bridge dies before it could answer: whoever leads next answers what
 * was done, and deletes no other life of that name. One for each partition of a topic of requests,
 * on the Lease: those of a partition are carried out one by one, and in which order the next leader
 * comes to the partitions is open.
 */
final class Deletions {
    private final LeaseApi lease;
    private final LeaseStep.Seen ours;
    private final String note;

    /**
     * The Lease in a term of this replica.
     *
     * @param term in which they are carried out: a leader that was deposed notes nothing any more
     */
    record Ours(LeaseApi lease, String identity, int term) {}

    /** Those of a topic. */
    Deletions(Ours ours, String topic) {
        this.lease = ours.lease();
        this.ours = new LeaseStep.Seen(ours.identity(), ours.term());
        this.note = "aquifer.dev/deleting-" + topic;
    }

    /** What was decided about the request at that place, by whoever led. */
    Optional<Deletion> decided(RequestPlace place) {
        return Deletion.parseAll(noted(held())).stream()
                .filter(deletion -> deletion.place().equals(place))
                .findFirst();
    }

    /** Returns when it is noted. */
    void decide(Deletion deletion) {
        var held = held();
        var all = deletion.after(Deletion.parseAll(noted(held)));
        lease.annotate(held, Map.of(note, Deletion.write(all)));
    }

    private String noted(LeaseApi.Held held) {
        return held.notes().getOrDefault(note, "");
    }

    private LeaseApi.Held held() {
        return lease.read()
                .filter(held -> held.seen().equals(ours))
                .orElseThrow(
                        () ->
                                new ControlApiException(
                                        Kind.AWAY, 0, "the Lease is another one's", null));
    }
}
