package dev.aquifer.bridge;

import dev.aquifer.bridge.domain.ControlApiException;
import dev.aquifer.bridge.domain.ControlApiException.Kind;
import dev.aquifer.bridge.domain.ControlView;
import dev.aquifer.bridge.domain.ControlWriter;
import dev.aquifer.bridge.domain.Declaration;
import dev.aquifer.bridge.domain.DeclaredStep;
import dev.aquifer.bridge.domain.Marks;
import dev.aquifer.bridge.domain.Note;
import dev.aquifer.bridge.domain.Resource;
import dev.aquifer.bridge.domain.StatusPatch;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * As much of a control API as the desired flow can tell: versions that conflict, finalizers,
 * deletion, and a view that is late and skips states.
 */
final class FakeControlApi implements ControlView, ControlWriter {
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private final Random random;
    private final Map<ResourceRef, List<Optional<Resource>>> history = new HashMap<>();
    private final Map<ResourceRef, Integer> shown = new HashMap<>();
    private final Set<Uid> deleted = new HashSet<>();
    private final Set<Uid> guarded = new HashSet<>();
    private int clock;
    private int writes;
    private boolean calm;

    FakeControlApi(Random random) {
        this.random = random;
    }

    void calm() {
        calm = true;
    }

    int writes() {
        return writes;
    }

    boolean wasDeleted(Uid uid) {
        return deleted.contains(uid);
    }

    boolean wasGuarded(Uid uid) {
        return guarded.contains(uid);
    }

    private List<Optional<Resource>> states(ResourceRef name) {
        return history.computeIfAbsent(name, _ -> new ArrayList<>(List.of(Optional.empty())));
    }

    @Nullable Resource truth(ResourceRef name) {
        return states(name).getLast().orElse(null);
    }

    @Override
    public @Nullable Resource get(ResourceRef ref) {
        return states(ref).get(shown.getOrDefault(ref, 0)).orElse(null);
    }

    /** A list from a cache of the server: late at times, by so many states. */
    void relist() {
        history.forEach(
                (name, states) -> {
                    int late = calm ? 0 : Math.max(0, random.nextInt(8) - 3);
                    shown.put(name, Math.max(0, states.size() - 1 - late));
                });
    }

    /** The watch delivers some more; answers which objects it said to be deleted. */
    List<Uid> showMore(ResourceRef name) {
        var states = states(name);
        int from = shown.getOrDefault(name, 0);
        int more = calm ? states.size() - 1 - from : random.nextInt(states.size() - from);
        shown.put(name, from + more);
        var gone = new ArrayList<Uid>();
        for (int i = from; i < from + more; i++) {
            var uid = states.get(i).map(Resource::uid);
            if (uid.isPresent() && !uid.equals(states.get(i + 1).map(Resource::uid))) {
                gone.add(uid.get());
            }
        }
        return gone;
    }

    private void put(Resource resource) {
        var finished = resource.deleting() && resource.finalizers().isEmpty();
        if (resource.guarded()) {
            guarded.add(resource.uid());
        }
        states(resource.ref()).add(finished ? Optional.empty() : Optional.of(resource));
    }

    private Resource changed(
            Resource r,
            long generation,
            Map<String, String> labels,
            List<String> finalizers,
            @Nullable Instant deletedAt,
            Map<String, Object> spec) {
        clock++;
        return new Resource(
                r.ref(),
                r.uid(),
                generation,
                Integer.toString(clock),
                labels,
                r.annotations(),
                finalizers,
                r.owners(),
                r.createdAt(),
                deletedAt,
                spec,
                r.status());
    }

    void create(ResourceRef name) {
        if (truth(name) == null) {
            clock++;
            put(
                    new Resource(
                            name,
                            new Uid("uid-" + clock),
                            1,
                            Integer.toString(clock),
                            Map.of(),
                            Map.of(),
                            List.of(),
                            List.of(),
                            BEGINNING.plusSeconds(clock),
                            null,
                            spec(),
                            Map.of()));
        }
    }

    private Map<String, Object> spec() {
        return Map.of(
                "artifact",
                Map.of(
                        "kind",
                        "Bytes",
                        "source",
                        Map.of("inline", Map.of("content", "c" + random.nextInt(3)))),
                "mount",
                Map.of("path", "/mnt/models"),
                "storage",
                Map.of("backend", "PVC"));
    }

    void editSpec(ResourceRef name) {
        var now = truth(name);
        var spec = spec();
        if (now != null && !now.spec().equals(spec)) {
            put(
                    changed(
                            now,
                            now.generation() + 1,
                            now.labels(),
                            now.finalizers(),
                            now.deletedAt(),
                            spec));
        }
    }

    void editLabels(ResourceRef name) {
        var now = truth(name);
        if (now != null) {
            var labels = Map.of("tier", "t" + random.nextInt(2));
            put(
                    changed(
                            now,
                            now.generation(),
                            labels,
                            now.finalizers(),
                            now.deletedAt(),
                            now.spec()));
        }
    }

    void delete(ResourceRef name) {
        var now = truth(name);
        if (now != null && !now.deleting()) {
            deleted.add(now.uid());
            put(
                    changed(
                            now,
                            now.generation() + 1,
                            now.labels(),
                            now.finalizers(),
                            BEGINNING.plusSeconds(clock),
                            now.spec()));
        }
    }

    /** A user forces the finalizers off. */
    void strip(ResourceRef name) {
        var now = truth(name);
        if (now != null) {
            put(
                    changed(
                            now,
                            now.generation(),
                            now.labels(),
                            List.of(),
                            now.deletedAt(),
                            now.spec()));
        }
    }

    @Override
    public Resource guard(Resource resource) {
        return finalizers(resource, List.of(Marks.FINALIZER));
    }

    @Override
    public Resource release(Resource resource) {
        return finalizers(resource, List.of());
    }

    private Resource finalizers(Resource resource, List<String> finalizers) {
        var luck = calm ? 2 : random.nextInt(10);
        if (luck == 0) {
            throw new ControlApiException(Kind.AWAY, 0, "away before", null);
        }
        var now = truth(resource.ref());
        if (now == null || !now.uid().equals(resource.uid())) {
            throw new ControlApiException(Kind.NOT_FOUND, 404, "gone", null);
        }
        if (!now.version().equals(resource.version())) {
            throw new ControlApiException(Kind.CONFLICT, 409, "changed", null);
        }
        var after =
                changed(
                        now,
                        now.generation(),
                        now.labels(),
                        finalizers,
                        now.deletedAt(),
                        now.spec());
        put(after);
        writes++;
        if (luck == 1) {
            throw new ControlApiException(Kind.AWAY, 0, "away after", null);
        }
        return after;
    }

    @Override
    public void tell(Note note) {}

    @Override
    public boolean namespaceOpen(String namespace) {
        return true;
    }

    @Override
    public void patchStatus(StatusPatch patch) {
        var seen = patch.resource();
        write(
                () -> {
                    var now = unchanged(seen);
                    var status = new HashMap<String, Object>(now.status());
                    patch.status()
                            .forEach(
                                    (field, value) -> {
                                        if (value == null) {
                                            status.remove(field);
                                        } else {
                                            status.put(field, value);
                                        }
                                    });
                    return rewritten(now, now.labels(), now.annotations(), now.spec(), status);
                });
    }

    @Override
    public void apply(Declaration declaration) {
        write(
                () -> {
                    var now = truth(declaration.target());
                    var base = now == null ? fresh(declaration.target()) : now;
                    var owner = declaration.owner();
                    var made =
                            rewritten(
                                    base,
                                    DeclaredStep.labels(declaration),
                                    Map.of(Marks.DECLARATION, declaration.content()),
                                    declaration.spec(),
                                    base.status());
                    return new Resource(
                            made.ref(),
                            made.uid(),
                            made.generation(),
                            made.version(),
                            made.labels(),
                            made.annotations(),
                            List.of(),
                            List.of(
                                    new Resource.Owner(
                                            owner.kind(), owner.name(), declaration.ownerUid())),
                            made.createdAt(),
                            null,
                            made.spec(),
                            made.status());
                });
    }

    @Override
    public void delete(Resource resource) {
        write(
                () -> {
                    var now = truth(resource.ref());
                    if (now != null && !now.uid().equals(resource.uid())) {
                        throw new ControlApiException(Kind.CONFLICT, 409, "another", null);
                    }
                    states(resource.ref()).add(Optional.empty());
                    return null;
                });
    }

    private void write(Supplier<@Nullable Resource> change) {
        var luck = calm ? 2 : random.nextInt(10);
        if (luck == 0) {
            throw new ControlApiException(Kind.AWAY, 0, "away before", null);
        }
        var after = change.get();
        if (after != null) {
            put(after);
        }
        writes++;
        if (luck == 1) {
            throw new ControlApiException(Kind.AWAY, 0, "away after", null);
        }
    }

    private Resource unchanged(Resource seen) {
        var now = truth(seen.ref());
        if (now == null || !now.uid().equals(seen.uid())) {
            throw new ControlApiException(Kind.NOT_FOUND, 404, "gone", null);
        }
        if (!now.version().equals(seen.version())) {
            throw new ControlApiException(Kind.CONFLICT, 409, "changed", null);
        }
        return now;
    }

    private Resource fresh(ResourceRef name) {
        clock++;
        return new Resource(
                name,
                new Uid("uid-" + clock),
                0,
                Integer.toString(clock),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                BEGINNING.plusSeconds(clock),
                null,
                Map.of(),
                Map.of());
    }

    private Resource rewritten(
            Resource r,
            Map<String, String> labels,
            Map<String, String> annotations,
            Map<String, Object> spec,
            Map<String, Object> status) {
        clock++;
        return new Resource(
                r.ref(),
                r.uid(),
                r.spec().equals(spec) ? r.generation() : r.generation() + 1,
                Integer.toString(clock),
                labels,
                annotations,
                r.finalizers(),
                r.owners(),
                r.createdAt(),
                r.deletedAt(),
                spec,
                status);
    }

    /** A user writes into a status, or into the spec of what was declared. */
    void meddle(ResourceRef name, boolean status) {
        var now = truth(name);
        if (now != null) {
            Map<String, Object> edited = Map.of("meddled", clock);
            put(
                    rewritten(
                            now,
                            now.labels(),
                            now.annotations(),
                            status ? now.spec() : edited,
                            status ? edited : now.status()));
        }
    }

    /** It goes at once, and what belongs to it a little later, as the collector does it. */
    void remove(ResourceRef name) {
        states(name).add(Optional.empty());
    }

    /** Makes what has no owner any more go. */
    void collectGarbage(ResourceRef name, ResourceRef owner) {
        var now = truth(name);
        var alive = truth(owner);
        if (now != null
                && !now.owners().isEmpty()
                && (alive == null || !now.ownedBy(alive.uid()))) {
            remove(name);
        }
    }
}
