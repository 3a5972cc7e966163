package dev.aquifer.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.ClusterEvent.ClusterSessionRenewed;
import dev.aquifer.events.Condition;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.TransitionEvent.ConditionChanged;
import dev.aquifer.events.wire.EventCatalogue;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.Received.Fact;
import dev.aquifer.ledger.Received.Gone;
import dev.aquifer.status.fold.Budgets;
import dev.aquifer.status.fold.ComputedStatus;
import dev.aquifer.status.fold.Explanation;
import dev.aquifer.status.fold.Fleet;
import dev.aquifer.status.fold.Verdict;
import dev.aquifer.status.fold.Why;
import dev.aquifer.status.history.LastSaid;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What status-aggregator does, start to finish: a batch of facts is folded, and each resource whose
 * status is not the published one is published, with one transition for each condition that
 * changed. Nothing is published before all that was there at the start is folded.
 */
final class StatusFlow {
    /** Numbers in a tree that was built and in one that was read are of different types. */
    private static final Comparator<JsonNode> AS_WRITTEN =
            (one, other) ->
                    one.equals(other) || (one.isNumber() && one.asText().equals(other.asText()))
                            ? 0
                            : 1;

    private final Fleet fleet;
    private final Map<ResourceRef, ResourceStatus> published = new HashMap<>();
    private final StatusVoice voice;
    private final Clock clock;
    private final Silence silence;

    private LastSaid lastSaid = LastSaid.NOTHING;
    private boolean heardOfDesired;
    private boolean caughtUp;

    /**
     * A flow with nothing folded.
     *
     * @param silentAfter how long nothing may be heard of a cluster
     */
    StatusFlow(Fleet fleet, StatusVoice voice, Clock clock, Duration silentAfter) {
        this.fleet = fleet;
        this.voice = voice;
        this.clock = clock;
        this.silence = new Silence(silentAfter, clock.instant());
    }

    /** Folds a batch; publishes what it changed. */
    synchronized void on(List<Received> batch) {
        batch.forEach(this::fold);
        if (caughtUp) {
            publishChanged();
        }
    }

    /** Whether there are resources whose status was never published, or was lost. */
    synchronized boolean lacksStatuses() {
        return !published.keySet().containsAll(fleet.resources());
    }

    /**
     * All that was there at the start is folded.
     *
     * @param lastSaid the transitions that are known beside the statuses
     */
    synchronized void caughtUp(LastSaid lastSaid) {
        this.lastSaid = lastSaid;
        caughtUp = true;
        fleet.tick(clock.instant());
        publishChanged();
        retractWhatWent();
        this.lastSaid = LastSaid.NOTHING;
    }

    /** What went while nobody read. A topic that holds nothing at all is lost, and no evidence. */
    private void retractWhatWent() {
        if (heardOfDesired) {
            Set.copyOf(published.keySet()).stream()
                    .filter(resource -> fleet.status(resource).isEmpty())
                    .forEach(this::publishGone);
        }
    }

    private void fold(Received received) {
        heardOfDesired |= received.topic() == Topic.DESIRED;
        switch (received) {
            case Fact fact when fact.topic() == Topic.CONDITIONS -> {
                voice.heard(fact.meta().sequence());
                if (fact.event() instanceof ResourceStatus status) {
                    hear(status.subject().resource(), Optional.of(status), fact.meta());
                }
            }
            case Fact fact -> {
                if (caughtUp && fact.event() instanceof ClusterSessionRenewed renewed) {
                    silence.heard(renewed, clock.instant());
                }
                fleet.take(new Envelope<>(fact.meta(), fact.event()));
            }
            case Gone gone when gone.topic() == Topic.CONDITIONS -> hearGone(gone);
            case Gone gone -> {
                fleet.forget(gone.key());
                silence.forget(gone.key());
            }
        }
    }

    /**
     * While catching up these are our words of an earlier life; later, their echo, or another's.
     */
    private void hear(ResourceRef resource, Optional<ResourceStatus> word, EventMeta meta) {
        if (caughtUp) {
            voice.echoes().heard(resource, meta.sequence(), word);
            return;
        }
        voice.adopt(resource, meta.sequence());
        word.ifPresentOrElse(
                status -> published.put(resource, status), () -> published.remove(resource));
    }

    private void hearGone(Gone gone) {
        var meta = gone.meta();
        resource(gone.key())
                .filter(published::containsKey)
                .ifPresent(
                        resource -> {
                            if (meta != null) {
                                voice.heard(meta.sequence());
                                hear(resource, Optional.empty(), meta);
                            } else if (!caughtUp) {
                                published.remove(resource);
                            }
                        });
    }

    /** Empty for what a stranger wrote there. */
    private static Optional<ResourceRef> resource(String key) {
        try {
            return Optional.of(ResourceRef.parse(key));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void publishChanged() {
        publish(fleet.drainChanged());
    }

    /**
     * Publishes what numbers have changed. They come often and change a status seldom, so that is
     * looked at now and then, and not with each of them.
     */
    synchronized void publishMeasured() {
        if (caughtUp) {
            publish(fleet.drainMeasured());
        }
    }

    private void publish(Set<ResourceRef> resources) {
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

    private static boolean says(ResourceStatus before, ResourceStatus now) {
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

    /** What the broker did not take is said again. */
    synchronized void sayAgainWhatFailed() {
        if (!caughtUp) {
            return;
        }
        if (voice.sayUnsaidTransitions()) {
            sayStatuses(voice.drainUnsaidStatuses());
        }
    }

    /** The topic of the statuses was lost: all are said again, and no transition. */
    synchronized void sayAllAgain() {
        if (caughtUp) {
            sayStatuses(Set.copyOf(published.keySet()));
        }
    }

    private void sayStatuses(Set<ResourceRef> resources) {
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

    /**
     * Says again what another aggregator contradicts, unless that was done lately. To be asked when
     * nothing waits to be read: else it is us who are behind.
     */
    synchronized void answerOthers() {
        if (!caughtUp) {
            return;
        }
        var contradicted =
                voice.echoes()
                        .contradicted(
                                clock.instant(),
                                resource -> Optional.ofNullable(published.get(resource)),
                                StatusFlow::says);
        if (!contradicted.isEmpty()) {
            voice.contradicted(contradicted.size());
            sayStatuses(contradicted);
        }
    }

    /** Publishes what time alone has changed. */
    synchronized void tick() {
        if (caughtUp) {
            fleet.tick(clock.instant());
            publishChanged();
        }
    }

    /** Says of clusters that nothing was heard of them for too long. */
    synchronized void lookForSilence() {
        if (caughtUp) {
            fleet.sessions().values().stream()
                    .filter(session -> !fleet.isUnobserved(session.subject().resource()))
                    .flatMap(session -> silence.of(session, clock.instant()).stream())
                    .forEach(voice::say);
        }
    }

    /** Whether all that was there at the start is folded. */
    synchronized boolean isCaughtUp() {
        return caughtUp;
    }

    /** Every resource that has a status. */
    synchronized Set<ResourceRef> resources() {
        return fleet.resources();
    }

    /** Why a resource is as it is. */
    synchronized Optional<Explanation> why(ResourceRef resource) {
        return new Why(fleet).of(resource);
    }

    /** Who may have how many streams to which origin. */
    synchronized Budgets budgets() {
        return fleet.budgets();
    }
}
