package dev.aquifer.status;

import dev.aquifer.events.ClusterEvent.ClusterSessionRenewed;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.EventMeta;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.StatusEvent.ResourceStatus;
import dev.aquifer.events.Topic;
import dev.aquifer.ledger.Received;
import dev.aquifer.ledger.Received.Fact;
import dev.aquifer.ledger.Received.Gone;
import dev.aquifer.status.fold.Budgets;
import dev.aquifer.status.fold.Explanation;
import dev.aquifer.status.fold.Fleet;
import dev.aquifer.status.fold.Why;
import dev.aquifer.status.history.LastSaid;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What status-aggregator does, start to finish: a batch of facts is folded, and each resource whose
 * status is not the published one is published, with one transition for each condition that
 * changed. Nothing is published before all that was there at the start is folded.
 */
final class StatusFlow {
    private final Fleet fleet;
    private final PublishedStatuses published;
    private final StatusVoice voice;
    private final Clock clock;
    private final Silence silence;

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
        this.published = new PublishedStatuses(fleet, voice);
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
        return !published.resources().containsAll(fleet.resources());
    }

    /**
     * All that was there at the start is folded.
     *
     * @param lastSaid the transitions that are known beside the statuses
     */
    synchronized void caughtUp(LastSaid lastSaid) {
        caughtUp = true;
        fleet.tick(clock.instant());
        published.publish(fleet.drainChanged(), lastSaid);
        // A topic that holds nothing at all is lost, and no evidence.
        if (heardOfDesired) {
            published.retractWhatWent();
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
        published.adopt(resource, word);
    }

    private void hearGone(Gone gone) {
        var meta = gone.meta();
        resource(gone.key())
                .filter(known -> published.of(known).isPresent())
                .ifPresent(
                        resource -> {
                            if (meta != null) {
                                voice.heard(meta.sequence());
                                hear(resource, Optional.empty(), meta);
                            } else if (!caughtUp) {
                                published.adopt(resource, Optional.empty());
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
        published.publish(fleet.drainChanged());
    }

    /**
     * Publishes what numbers have changed. They come often and change a status seldom, so that is
     * looked at now and then, and not with each of them.
     */
    synchronized void publishMeasured() {
        if (caughtUp) {
            published.publish(fleet.drainMeasured());
        }
    }

    /** What the broker did not take is said again. */
    synchronized void sayAgainWhatFailed() {
        if (!caughtUp) {
            return;
        }
        if (voice.sayUnsaidTransitions()) {
            published.sayAgain(voice.drainUnsaidStatuses());
        }
    }

    /** The topic of the statuses was lost: all are said again, and no transition. */
    synchronized void sayAllAgain() {
        if (caughtUp) {
            published.sayAgain(published.resources());
        }
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
                        .contradicted(clock.instant(), published::of, PublishedStatuses::says);
        if (!contradicted.isEmpty()) {
            voice.contradicted(contradicted.size());
            published.sayAgain(contradicted);
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
