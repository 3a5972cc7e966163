package dev.aquifer.status.fold;

import dev.aquifer.events.CacheEvent;
import dev.aquifer.events.ClusterEvent;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DeploymentEvent.ResourceDeclared;
import dev.aquifer.events.DeploymentEvent.ResourceUndeclared;
import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.events.MeasurementEvent;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that is known of the fleet: the newest fact of every slot. Not safe for threads: one
 * consumer owns it.
 *
 * <p>Hearing the same thing twice, or late, changes nothing.
 */
public final class Fleet {
    private static final String CLUSTER = "InferenceCluster";
    private static final String CACHE = "ModelCache";
    private static final String FOR_BUDGET = CacheFinding.WAITING_FOR_BUDGET.reason();

    private static final Duration WISH_COMES_WITHIN = Duration.ofMinutes(10);

    private final Limits limits;

    private final Map<ResourceRef, Facts> facts = new HashMap<>();
    private final Declarations declarations = new Declarations();
    private final Set<ResourceRef> changed = new LinkedHashSet<>();
    private final Set<ResourceRef> measured = new LinkedHashSet<>();
    private Instant now = Instant.EPOCH;

    /** A fleet of which nothing is known. */
    public Fleet(Limits limits) {
        this.limits = limits;
    }

    /**
     * It is at least this late. Time is an input like any fact; one that goes back is not heard.
     */
    public void tick(Instant time) {
        if (time.isAfter(now)) {
            now = time;
            forgetWhatIsOnlyMeasured();
            facts.forEach(
                    (resource, known) -> {
                        if (resource.kind().equals(CACHE) && isUnderWay(known)) {
                            changed.add(resource);
                        }
                    });
        }
    }

    /**
     * Measurements have no tombstones, and may come before the wish for what they are of, as they
     * have a topic of their own.
     */
    private void forgetWhatIsOnlyMeasured() {
        var before = now.minus(WISH_COMES_WITHIN);
        facts.values()
                .removeIf(
                        known -> {
                            if (known.one(DesiredEvent.class).isEmpty()) {
                                known.forgetMeasured(before);
                            }
                            return known.isEmpty();
                        });
    }

    private static boolean isUnderWay(Facts facts) {
        return facts.all(CacheEvent.Hydration.class).stream()
                .map(Envelope::event)
                .anyMatch(
                        h ->
                                h instanceof CacheEvent.HydrationStarted
                                        || h instanceof CacheEvent.HydrationRequested);
    }

    /** Takes a fact in. */
    public void take(Envelope<? extends Event> fact) {
        var resource = fact.event().subject().resource();
        var before = healthIfCluster(resource);
        if (!of(resource).take(fact)) {
            return;
        }
        if (fact.event() instanceof MeasurementEvent) {
            measured.add(resource);
            return;
        }
        changed.add(resource);
        switch (fact.event()) {
            case ResourceDeclared declared -> changed.add(declarations.declare(declared));
            case ResourceUndeclared gone -> changed.add(declarations.undeclare(gone));
            default -> changed.addAll(declarations.by(resource));
        }
        if (!before.equals(healthIfCluster(resource))) {
            changed.addAll(whatStandsOnClusters());
        }
    }

    /** The fact of a key is no more. */
    public void forget(String key) {
        resourceOf(key)
                .filter(facts::containsKey)
                .ifPresent(
                        resource -> {
                            var before = healthIfCluster(resource);
                            if (of(resource).forget(key)) {
                                changed.add(resource);
                                changed.addAll(declarations.keep(resource, of(resource)));
                                if (!before.equals(healthIfCluster(resource))) {
                                    changed.addAll(whatStandsOnClusters());
                                }
                            }
                            if (of(resource).isEmpty()) {
                                facts.remove(resource);
                            }
                        });
    }

    /** The resources whose status may have changed since this was asked last. */
    public Set<ResourceRef> drainChanged() {
        var drained = new LinkedHashSet<>(changed);
        changed.clear();
        measured.removeAll(drained);
        return drained;
    }

    /** The resources of which nothing but numbers changed since this was asked last. */
    public Set<ResourceRef> drainMeasured() {
        var drained = new LinkedHashSet<>(measured);
        measured.clear();
        return drained;
    }

    /** The status of a resource; empty when there is no such resource (any more). */
    public Optional<ComputedStatus> status(ResourceRef resource) {
        var owner = ownerOf(resource);
        if (owner.isPresent()) {
            return declaredStatus(resource, owner.get());
        }
        return view(resource)
                .map(
                        view ->
                                switch (resource.kind()) {
                                    case CACHE -> CacheStatus.of(view);
                                    case CLUSTER -> ClusterStatus.ofCluster(view);
                                    case "InferenceClass" -> ClusterStatus.ofClass(view);
                                    case "ModelDeployment" -> DeploymentStatus.of(view);
                                    case "ModelService" -> RoutingStatus.ofService(view);
                                    case "ModelEndpoint" -> RoutingStatus.ofEndpoint(view);
                                    case "InferenceGateway" -> RoutingStatus.ofGateway(view);
                                    default ->
                                            throw new IllegalStateException(
                                                    "nobody tells the status of " + resource);
                                });
    }

    /** Every resource that has a status, asked for or declared. */
    public Set<ResourceRef> resources() {
        var known = new HashSet<>(declarations.all());
        facts.forEach(
                (resource, of) -> {
                    if (of.one(DesiredEvent.class).isPresent()) {
                        known.add(resource);
                    }
                });
        return known;
    }

    /** Who may have how many streams to which origin, and who waits for some. */
    public Budgets budgets() {
        var granted = new ArrayList<CacheEvent.StreamsGranted>();
        var waiting = new ArrayList<CacheEvent.HydrationWaiting>();
        for (var resource : facts.keySet()) {
            if (resource.kind().equals(CACHE)) {
                view(resource)
                        .ifPresent(
                                of -> {
                                    of.ofThisLife(CacheEvent.StreamsGranted.class)
                                            .forEach(fact -> granted.add(fact.event()));
                                    of.allCurrent(CacheEvent.HydrationWaiting.class).stream()
                                            .map(Envelope::event)
                                            .filter(w -> w.reason().equals(FOR_BUDGET))
                                            .forEach(waiting::add);
                                });
            }
        }
        return Budgets.of(granted, waiting);
    }

    /** The newest facts of everything. */
    Stream<Envelope<? extends Event>> facts() {
        return facts.values().stream().flatMap(of -> of.all().stream());
    }

    /** Who declared a resource. */
    Optional<ResourceRef> ownerOf(ResourceRef declared) {
        return declarations.ownerOf(declared);
    }

    /** The clusters that are known, with what was heard of them last. */
    public Map<ResourceRef, ClusterEvent.ClusterSessionRenewed> sessions() {
        var sessions = new HashMap<ResourceRef, ClusterEvent.ClusterSessionRenewed>();
        facts.forEach(
                (resource, known) ->
                        known.one(ClusterEvent.ClusterSessionRenewed.class)
                                .filter(s -> known.one(DesiredEvent.class).isPresent())
                                .ifPresent(s -> sessions.put(resource, s.event())));
        return sessions;
    }

    /** Whether a cluster is already said to be silent, or unreachable. */
    public boolean isUnobserved(ResourceRef cluster) {
        return health(new ClusterName(cluster.name())) instanceof ClusterHealth.Unobserved;
    }

    private Optional<ComputedStatus> declaredStatus(ResourceRef resource, ResourceRef owner) {
        var declaration =
                of(owner).one(ResourceDeclared.class, d -> Declarations.made(d).equals(resource));
        return view(owner)
                .flatMap(
                        of ->
                                declaration.map(
                                        d -> {
                                            var uid = of.subject().uid();
                                            var generation = of.subject().generation();
                                            var view =
                                                    of.of(new Subject(resource, uid, generation));
                                            return resource.kind().equals("ModelReplica")
                                                    ? ReplicaStatus.ofReplica(view, d)
                                                    : ReplicaStatus.ofEndpoint(view, d);
                                        }));
    }

    /** What counts for a resource that was asked for by somebody. */
    Optional<View> view(ResourceRef resource) {
        var known = facts.get(resource);
        if (known == null) {
            return Optional.empty();
        }
        return known.one(DesiredEvent.class)
                .map(
                        desired ->
                                new View(
                                        desired.event().subject(),
                                        desired,
                                        known,
                                        this::health,
                                        new View.Now(now, limits)));
    }

    private ClusterHealth health(ClusterName cluster) {
        var known = facts.get(ResourceRef.clusterScoped(CLUSTER, cluster.value()));
        return known == null
                ? new ClusterHealth.Observed(cluster)
                : ClusterHealth.of(cluster, known);
    }

    private Optional<ClusterHealth> healthIfCluster(ResourceRef resource) {
        return resource.kind().equals(CLUSTER)
                ? Optional.of(health(new ClusterName(resource.name())))
                : Optional.empty();
    }

    private Set<ResourceRef> whatStandsOnClusters() {
        var found = new HashSet<>(declarations.all());
        facts.forEach(
                (resource, known) -> {
                    if (resource.kind().equals("ModelDeployment")
                            || known.one(CacheEvent.class).isPresent()) {
                        found.add(resource);
                    }
                });
        return found;
    }

    private Facts of(ResourceRef resource) {
        return facts.computeIfAbsent(resource, r -> new Facts());
    }

    /** The resource that a key begins with; empty for a key that is none of ours. */
    private static Optional<ResourceRef> resourceOf(String key) {
        var parts = key.split("/", 4);
        try {
            return parts.length < 3
                    ? Optional.empty()
                    : Optional.of(new ResourceRef(parts[0], parts[1], parts[2]));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
