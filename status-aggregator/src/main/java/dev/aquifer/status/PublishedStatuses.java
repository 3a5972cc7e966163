package dev.aquifer.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.Condition;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.events.Subject;
import dev.aquifer.events.TransitionEvent.ConditionChanged;
import dev.aquifer.events.wire.EventCatalogue;
import dev.aquifer.status.fold.ComputedStatus;
import dev.aquifer.status.fold.Fleet;
import dev.aquifer.status.fold.Verdict;
import dev.aquifer.status.history.LastSaid;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was published of each resource; publishes what differs from it. */
final class PublishedStatuses {
    /** Numbers in a tree that was built and in one that was read are of different types. */
    private static final Comparator<JsonNode> AS_WRITTEN =
            (one, other) ->
                    one.equals(other) || (one.isNumber() && one.asText().equals(other.asText()))
                            ? 0
                            : 1;

    private final Fleet fleet;
    private final StatusVoice voice;
    private final Map<ResourceRef, ResourceStatus> published = new HashMap<>();

    private LastSaid lastSaid = LastSaid.NOTHING;

    PublishedStatuses(Fleet fleet, StatusVoice voice) {
        this.fleet = fleet;
        this.voice = voice;
    }

    /** Every resource that has a published status. */
    Set<ResourceRef> resources() {
        return Set.copyOf(published.keySet());
    }

    /** How we said that a resource is; empty when it is gone. */
    Optional<ResourceStatus> of(ResourceRef resource) {
        return Optional.ofNullable(published.get(resource));
    }

    /** What was said in an earlier life; empty when it was that the resource is gone. */
    void adopt(ResourceRef resource, Optional<ResourceStatus> word) {
        word.ifPresentOrElse(
                status -> published.put(resource, status), () -> published.remove(resource));
    }

    /**
     * Publishes what differs of these.
     *
     * @param known the transitions that are known beside the statuses
     */
    void publish(Set<ResourceRef> resources, LastSaid known) {
        lastSaid = known;
        publish(resources);
        lastSaid = LastSaid.NOTHING;
    }

    /** Takes back what went while nobody read. */
    void retractWhatWent() {
        resources().stream()
                .filter(resource -> fleet.status(resource).isEmpty())
                .forEach(this::publishGone);
    }

    /** Publishes what differs of these. */
    void publish(Set<ResourceRef> resources) {
        for (var resource : resources) {
            fleet.status(resource)
                    .ifPresentOrElse(
                            status -> publish(resource, status), () -> publishGone(resource));
        }
    }

    private void publish(ResourceRef resource, ComputedStatus computed) {
        var before = published.get(resource);
        var status = computed.status();
        if (before != null && says(before, status)) {
            return;
        }
        // First what changed: were we to end in between, it would be said again with the same ids.
        for (var verdict : computed.verdicts()) {
            transition(before, status.subject(), verdict);
        }
        say(computed);
        published.put(resource, status);
    }

    private void say(ComputedStatus computed) {
        voice.say(computed.status(), computed.verdicts().getFirst().cause().meta());
    }

    /** Whether both say the same. */
    static boolean says(ResourceStatus before, ResourceStatus now) {
        return before.subject().equals(now.subject())
                && before.conditions().equals(now.conditions())
                && before.fields().equals(AS_WRITTEN, now.fields());
    }

    private void transition(@Nullable ResourceStatus before, Subject subject, Verdict verdict) {
        var now = verdict.condition();
        var then =
                Optional.ofNullable(before)
                        .filter(b -> Objects.equals(b.subject().uid(), subject.uid()))
                        .flatMap(b -> find(b, now.type()))
                        .or(() -> lastSaid.of(subject, now.type()));
        boolean same =
                then.filter(c -> c.status() == now.status() && c.reason().equals(now.reason()))
                        .isPresent();
        if (same) {
            return;
        }
        voice.say(
                new ConditionChanged(
                        subject,
                        then.orElse(null),
                        now,
                        EventCatalogue.typeOf(verdict.cause().event().getClass()),
                        now.lastTransitionTime()),
                verdict.cause().meta(),
                then.map(verdict::occasionAfter).orElse(""));
    }

    private static Optional<Condition> find(ResourceStatus status, String type) {
        return status.conditions().stream().filter(c -> c.type().equals(type)).findFirst();
    }

    private void publishGone(ResourceRef resource) {
        if (published.remove(resource) != null) {
            voice.sayGone(resource);
        }
    }

    /** Says of these again how they are, or that they are gone; no transition. */
    void sayAgain(Set<ResourceRef> resources) {
        for (var resource : resources) {
            fleet.status(resource)
                    .ifPresentOrElse(
                            status -> sayAgain(resource, status), () -> voice.sayGone(resource));
        }
    }

    /** What was decided to be said: what changed since is not to be said without its transition. */
    private void sayAgain(ResourceRef resource, ComputedStatus computed) {
        var decided = published.getOrDefault(resource, computed.status());
        voice.say(decided, computed.verdicts().getFirst().cause().meta());
    }
}
