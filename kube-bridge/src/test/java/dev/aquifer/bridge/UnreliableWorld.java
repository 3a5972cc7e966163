package dev.aquifer.bridge;

import dev.aquifer.bridge.bus.DesiredDraft;
import dev.aquifer.bridge.domain.Published;
import dev.aquifer.bridge.domain.Resource;
import dev.aquifer.events.CacheEvent.CacheRemoved;
import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Users, an owner, a control API and a bus, of which all that can go wrong goes wrong at times. */
final class UnreliableWorld {
    private static final List<ResourceRef> NAMES =
            List.of(
                    new ResourceRef("ModelCache", "ml-team", "one"),
                    new ResourceRef("ModelCache", "ml-team", "two"));

    private final Random random;
    private final boolean stripping;
    private final FakeControlApi api;
    private final List<DesiredDraft> log = new ArrayList<>();
    private final Map<ResourceRef, Published> held = new HashMap<>();
    private final Set<Uid> removedByOwner = new HashSet<>();
    private final Set<String> violations = new TreeSet<>();
    private Lives lives = new Lives();
    private DesiredFlow flow;
    private boolean calm;

    UnreliableWorld(long seed, boolean stripping) {
        this.random = new Random(seed);
        this.stripping = stripping;
        this.api = new FakeControlApi(random);
        this.flow = newFlow();
    }

    private DesiredFlow newFlow() {
        lives = new Lives();
        removedByOwner.forEach(
                uid ->
                        lives.learn(
                                new CacheRemoved(
                                        new Subject(NAMES.getFirst(), uid, 1), Instant.EPOCH)));
        return new DesiredFlow(
                api,
                api,
                this::publish,
                held,
                lives,
                new AtOnce(1),
                Clock.systemUTC(),
                BridgeLog.LOG);
    }

    /** The bridge died, or lost the Lease: another one begins with what bus and API hold. */
    void anotherTerm() {
        api.relist();
        flow = newFlow();
        look();
    }

    private void look() {
        var names = new HashSet<>(flow.names());
        names.addAll(NAMES);
        look(List.copyOf(names));
    }

    private void look(List<ResourceRef> names) {
        try {
            flow.on(names);
        } catch (Failure e) {
            anotherTermAfterFailure();
        }
    }

    private void anotherTermAfterFailure() {
        api.relist();
        flow = newFlow();
    }

    private void publish(List<DesiredDraft> drafts) {
        var luck = calm ? 2 : random.nextInt(10);
        if (luck == 0) {
            throw new Failure();
        }
        drafts.forEach(this::commit);
        if (luck == 1) {
            throw new Failure();
        }
    }

    private void commit(DesiredDraft draft) {
        check(draft);
        log.add(draft);
        var after = draft.after();
        if (after == null) {
            held.remove(draft.ref());
        } else {
            held.put(draft.ref(), after);
        }
    }

    private void check(DesiredDraft draft) {
        var before = held.get(draft.ref());
        if (draft instanceof DesiredDraft.Says says) {
            var uid = says.event().subject().admittedUid();
            var withdrawn = says.event() instanceof DesiredEvent.Withdrawn;
            if (withdrawn && !api.wasDeleted(uid)) {
                violations.add("withdrawn without a deletion: " + uid);
            }
            if (!withdrawn && !api.wasGuarded(uid)) {
                violations.add("published without a finalizer: " + uid);
            }
            if (before != null && !before.uid().equals(uid)) {
                violations.add("two lives of a name at once: " + draft.ref());
            }
            if (before != null && before.uid().equals(uid) && before.withdrawn()) {
                violations.add("said something after the withdrawal of " + uid);
            }
            if (before != null && before.generation() > says.event().subject().generation()) {
                violations.add("an older generation of " + uid);
            }
        } else if (before == null || !removedByOwner.contains(before.uid())) {
            violations.add("forgotten before its owner was done: " + draft.ref());
        }
        for (var other : log) {
            if (other.eventId().equals(draft.eventId())) {
                violations.add("an id for two events: " + draft.eventId());
            }
        }
    }

    /** A user, the owner, the bridge or chance does something. */
    void somethingHappens() {
        var name = NAMES.get(random.nextInt(NAMES.size()));
        switch (random.nextInt(stripping ? 12 : 11)) {
            case 0, 1 -> api.create(name);
            case 2 -> api.editSpec(name);
            case 3 -> api.editLabels(name);
            case 4 -> api.delete(name);
            case 5 -> ownerAnswers();
            case 6 -> anotherTerm();
            case 7 -> show();
            case 11 -> api.strip(name);
            default -> {
                show();
                look(List.of(name));
            }
        }
    }

    private void show() {
        for (var name : NAMES) {
            for (var uid : api.showMore(name)) {
                if (flow.holds(name)) {
                    lives.deleted(name, uid);
                }
            }
        }
    }

    private void ownerAnswers() {
        for (var last : List.copyOf(held.values())) {
            if (last.withdrawn() && removedByOwner.add(last.uid())) {
                lives.learn(
                        new CacheRemoved(
                                new Subject(last.ref(), last.uid(), last.generation()),
                                Instant.EPOCH));
            }
        }
    }

    /** Nothing goes wrong any more, and everybody does what is theirs until all is quiet. */
    void heal() {
        calm = true;
        api.calm();
        for (int i = 0; i < 12; i++) {
            show();
            look();
            ownerAnswers();
        }
        calm = false;
    }

    /** Names of which bus and API say different things. */
    Set<ResourceRef> disagreements() {
        var different = new HashSet<ResourceRef>();
        for (var name : NAMES) {
            var resource = api.truth(name);
            var said = held.get(name);
            var agree =
                    resource == null
                            ? said == null
                            : said != null
                                    && said.uid().equals(resource.uid())
                                    && said.generation() == resource.generation()
                                    && resource.guarded()
                                    && saidLast(name, resource);
            if (!agree) {
                different.add(name);
            }
        }
        return different;
    }

    private boolean saidLast(ResourceRef name, Resource resource) {
        return log.reversed().stream()
                .filter(draft -> draft.ref().equals(name))
                .findFirst()
                .filter(DesiredDraft.Says.class::isInstance)
                .map(draft -> ((DesiredDraft.Says) draft).event())
                .filter(DesiredEvent.Requested.class::isInstance)
                .map(event -> ((DesiredEvent.Requested) event).metadata().labels())
                .filter(resource.labels()::equals)
                .isPresent();
    }

    Set<ResourceRef> waiting() {
        return flow.waiting().keySet();
    }

    Set<String> violations() {
        return violations;
    }

    int said() {
        return log.size();
    }

    int writes() {
        return api.writes();
    }

    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
