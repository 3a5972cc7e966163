package dev.aquifer.status.fold;

import dev.aquifer.events.DeploymentEvent.DeploymentDeletionBlocked;
import dev.aquifer.events.DeploymentEvent.DeploymentSupported;
import dev.aquifer.events.DeploymentEvent.DeploymentUnimplemented;
import dev.aquifer.events.DeploymentEvent.PlacementDecided;
import dev.aquifer.events.DeploymentEvent.RevisionActivated;
import dev.aquifer.events.DesiredEvent.DeploymentRequested;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import dev.aquifer.status.fold.Replicas.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The status of a ModelDeployment. */
final class DeploymentStatus {
    private static final String OWNER = "deployment-service";
    private static final List<Finding> PLACEMENTS =
            List.of(
                    DeploymentFinding.SCHEDULED,
                    DeploymentFinding.NO_CLUSTERS,
                    DeploymentFinding.CLUSTERS_NOT_READY,
                    DeploymentFinding.INSUFFICIENT,
                    DeploymentFinding.SHORT,
                    DeploymentFinding.CACHE_NOT_FOUND,
                    DeploymentFinding.CACHE_NOT_READY,
                    DeploymentFinding.CACHE_REFUSED);

    private final View view;
    private final StatusSheet sheet;
    private final List<Replica> replicas;

    private DeploymentStatus(View view) {
        this.view = view;
        this.sheet = new StatusSheet(view.subject(), view.desired());
        this.replicas = Replicas.of(view);
    }

    static ComputedStatus of(View view) {
        return new DeploymentStatus(view).compute();
    }

    private ComputedStatus compute() {
        var pending = view.current(DeploymentUnimplemented.class);
        var placement = view.current(PlacementDecided.class);
        if (pending.isPresent()) {
            sheet.say(DeploymentFinding.PENDING, pending.get().event().message(), pending.get());
            sheet.say(
                    DeploymentFinding.NOT_SCHEDULED,
                    DeploymentFinding.NOT_SCHEDULED.meaning(),
                    pending.get());
        } else {
            supported();
            placement(placement);
        }
        gangs(placement);
        serving(placement);
        view.current(DeploymentDeletionBlocked.class)
                .ifPresent(
                        f ->
                                Deletions.say(
                                        sheet,
                                        view,
                                        DeploymentFinding.DELETION_BLOCKED,
                                        f.event().blockers(),
                                        f));
        fields();
        return sheet.rolledUp(
                DeploymentFinding.READY, Set.of(DeploymentFinding.DELETION_BLOCKED.condition()));
    }

    private void supported() {
        view.current(DeploymentSupported.class)
                .ifPresentOrElse(
                        f ->
                                sheet.say(
                                        DeploymentFinding.IMPLEMENTED,
                                        DeploymentFinding.IMPLEMENTED.meaning(),
                                        f),
                        () -> sheet.reconciling(DeploymentFinding.IMPLEMENTED.condition(), OWNER));
    }

    private void placement(Optional<Envelope<PlacementDecided>> placement) {
        if (placement.isEmpty()) {
            sheet.reconciling(DeploymentFinding.SCHEDULED.condition(), OWNER);
            return;
        }
        var decided = placement.get().event();
        var finding =
                PLACEMENTS.stream()
                        .filter(f -> f.reason().equals(decided.reason()))
                        .findFirst()
                        .orElse(DeploymentFinding.SHORT);
        sheet.say(finding, decided.message(), placement.get());
    }

    private void gangs(Optional<Envelope<PlacementDecided>> placement) {
        if (replicas.isEmpty()) {
            sheet.say(
                    DeploymentFinding.NO_GANG,
                    DeploymentFinding.NO_GANG.meaning(),
                    noReplicas(placement));
            return;
        }
        var facts = new ArrayList<Envelope<? extends Event>>();
        replicas.forEach(r -> facts.add(r.gang().isPresent() ? r.gang().get() : r.scheduled()));
        var unobserved = which(r -> !r.observed());
        var lost = which(Replica::gangLost);
        var starting = which(r -> !r.gangReady());
        if (!unobserved.isEmpty()) {
            sheet.say(DeploymentFinding.GANG_UNKNOWN, unobservedWords(), unobservedFacts());
        } else if (!lost.isEmpty()) {
            sheet.say(DeploymentFinding.GANG_LOST, words(lost), facts);
        } else if (!starting.isEmpty()) {
            sheet.say(DeploymentFinding.GANGS_STARTING, words(starting), facts);
        } else {
            sheet.say(
                    DeploymentFinding.GANGS_READY,
                    count(Replica::gangReady, replicas.size()),
                    facts);
        }
    }

    private void serving(Optional<Envelope<PlacementDecided>> placement) {
        if (replicas.isEmpty()) {
            sheet.say(
                    DeploymentFinding.NO_REPLICAS,
                    DeploymentFinding.NO_REPLICAS.meaning(),
                    noReplicas(placement));
            return;
        }
        var facts = new ArrayList<Envelope<? extends Event>>();
        replicas.forEach(
                r -> facts.add(r.endpoint().isPresent() ? r.endpoint().get() : r.scheduled()));
        int wanted = placement.map(p -> p.event().wanted()).orElse(replicas.size());
        if (replicas.stream().anyMatch(r -> !r.observed())) {
            sheet.say(DeploymentFinding.UNKNOWN, unobservedWords(), unobservedFacts());
        } else if (replicas.stream().filter(Replica::serving).count() < wanted) {
            replicas.forEach(r -> r.gang().ifPresent(facts::add));
            sheet.say(DeploymentFinding.STARTING, count(Replica::serving, wanted), facts);
        } else {
            sheet.say(DeploymentFinding.SERVING, count(Replica::serving, wanted), facts);
        }
    }

    private Envelope<? extends Event> noReplicas(Optional<Envelope<PlacementDecided>> placement) {
        return placement.isPresent() ? placement.get() : view.desired();
    }

    private List<Replica> which(Predicate<Replica> predicate) {
        return replicas.stream().filter(predicate).toList();
    }

    private String count(Predicate<Replica> predicate, int of) {
        return which(predicate).size() + " of " + of + " ready";
    }

    private static String words(List<Replica> replicas) {
        return replicas.stream().map(Replica::words).collect(Collectors.joining("; "));
    }

    private String unobservedWords() {
        return replicas.stream()
                .flatMap(r -> r.unobserved().stream())
                .map(ClusterHealth.Unobserved::words)
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private List<Envelope<? extends Event>> unobservedFacts() {
        var facts = new ArrayList<Envelope<? extends Event>>();
        replicas.forEach(r -> r.unobserved().ifPresent(u -> facts.add(u.fact())));
        return facts;
    }

    private void fields() {
        var fields = sheet.fields();
        long ready = replicas.stream().filter(Replica::serving).count();
        int wanted =
                view.wanted(DeploymentRequested.class)
                        .map(d -> d.spec().replicas())
                        .orElse(replicas.size());
        fields.putObject("replicas").put("total", replicas.size()).put("ready", ready);
        fields.putObject("summary").put("ready", ready + "/" + wanted);
        view.ofThisLife(RevisionActivated.class).stream()
                .findFirst()
                .ifPresent(
                        active ->
                                fields.put("revision", active.event().revision())
                                        .put("activeRevision", active.event().revision()));
        var list = fields.putArray("clusters");
        for (var replica : replicas) {
            var scheduled = replica.scheduled().event();
            var node = list.addObject().put("name", scheduled.cluster().value());
            node.put("replica", replica.name()).put("phase", phase(replica));
            node.put("reason", replica.reason());
            node.put("message", replica.serving() ? "" : replica.words());
            node.put("revision", scheduled.revision());
            node.put("gpus", scheduled.pods() * scheduled.gpusPerPod());
        }
    }

    private String phase(Replica replica) {
        if (!replica.observed()) {
            return "Unknown";
        }
        if (view.withdrawn()) {
            return "Removing";
        }
        if (replica.serving()) {
            return "Ready";
        }
        return replica.gangLost() ? "Failed" : replica.gang().isPresent() ? "Starting" : "Pending";
    }
}
