package dev.aquifer.cluster;

import static org.awaitility.Awaitility.await;

import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ObservationEvent.ObservedObject;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkEvent.SecretCopy;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import dev.aquifer.events.WorkId;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What users and clusters do, each step once the one before had its effect: a claim, a hydration
 * with a Secret that is rotated, an edit, meddling, a second attempt that fails, a withdrawal.
 */
final class Play {
    static final String EAST = "east";
    static final String TEAM = "team";
    private static final String CLAIM =
            """
            {'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'claim'},
             'spec':{'accessModes':['ReadWriteMany'],'resources':{'requests':{'storage':'1Gi'}}}}
            """;
    static final String CONFIG =
            "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'%s'},'data':{'a':'%s'}}";
    static final String JOB =
            """
            {'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'%s'},
             'spec':{'backoffLimit':0,'template':{'spec':{'restartPolicy':'Never',
               'containers':[{'name':'worker','image':'worker'}]}}}}
            """;

    private final Rig rig;
    private final Map<String, Set<String>> uids = new ConcurrentHashMap<>();

    Play(Rig rig) {
        this.rig = rig;
        rig.kube.namespace(TEAM);
        rig.kube.apply(
                CONFIG.formatted("theirs", "1").replace("'name'", "'namespace':'team','name'"));
        rig.kube.secret(TEAM, "source", "token", "canary-1");
        var client = rig.kube.client();
        client.configMaps().inNamespace(TEAM).inform(new Lives<>());
        client.secrets().inNamespace(TEAM).inform(new Lives<>());
        client.batch().v1().jobs().inNamespace(TEAM).inform(new Lives<>());
        client.persistentVolumeClaims().inNamespace(TEAM).inform(new Lives<>());
    }

    private final class Lives<T extends HasMetadata> implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            uids.computeIfAbsent(name(object), n -> ConcurrentHashMap.newKeySet())
                    .add(object.getMetadata().getUid());
        }

        @Override
        public void onUpdate(T before, T now) {
            onAdd(now);
        }

        @Override
        public void onDelete(T object, boolean unknown) {
            onAdd(object);
        }
    }

    private static String name(HasMetadata object) {
        return object.getKind() + "/" + object.getMetadata().getName();
    }

    /** How often an object of each name was made. */
    Map<String, Integer> made() {
        var made = new TreeMap<String, Integer>();
        uids.forEach((name, lives) -> made.put(name, lives.size()));
        return made;
    }

    static Subject cache(long generation) {
        return new Subject(
                new ResourceRef("ModelCache", TEAM, "qwen"), new Uid("uid-of-qwen"), generation);
    }

    void adopt() {
        rig.hear(
                Topic.DESIRED,
                new ClusterRequested(
                        World.cluster(EAST, "uid-east", 1),
                        Metadata.NONE,
                        World.existing(EAST),
                        Instant.now()));
    }

    void request(String work, long generation, long attempt, boolean copies, String... manifests) {
        var copy = new SecretCopy(TEAM, "source", "token", "copy", "HF_TOKEN");
        rig.hear(
                Topic.WORKS,
                new WorkRequested(
                        cache(generation),
                        new ClusterName(EAST),
                        new WorkId(work),
                        "test",
                        0,
                        attempt,
                        Arrays.stream(manifests).map(World::json).toList(),
                        copies ? List.of(copy) : List.of(),
                        false,
                        Instant.now()));
    }

    void withdraw(String work) {
        rig.hear(
                Topic.WORKS,
                new WorkWithdrawn(
                        cache(1), new ClusterName(EAST), new WorkId(work), "test", Instant.now()));
    }

    /** Everything, from the adoption to the withdrawal of a part. */
    void play() {
        adopt();
        request("claim", 1, 1, false, CLAIM);
        request("config", 1, 0, false, CONFIG.formatted("a", "1"), CONFIG.formatted("b", "1"));
        request("hydrate", 1, 1, true, CONFIG.formatted("asked-1", "1"), JOB.formatted("job-1"));
        until(() -> token().equals(Optional.of("canary-1")) && there("job-1"));
        rig.kube.secret(TEAM, "source", "token", "canary-2");
        until(() -> token().equals(Optional.of("canary-2")));
        rig.kube.finishJob(TEAM, "job-1", true, "{\"digest\":\"d-1\"}");
        until(() -> job().filter(j -> j.readiness() == Readiness.READY).isPresent());
        until(() -> token().isEmpty());

        request("config", 2, 0, false, CONFIG.formatted("a", "2"));
        until(() -> data("a").equals(Optional.of("2")) && data("b").isEmpty());
        meddle();
        until(() -> data("a").equals(Optional.of("2")));

        request("hydrate", 2, 2, true, CONFIG.formatted("asked-2", "1"), JOB.formatted("job-2"));
        until(() -> there("job-2") && !there("job-1"));
        rig.kube.finishJob(TEAM, "job-2", false, "{\"code\":\"NotFound\"}");
        until(() -> job().filter(j -> j.readiness() == Readiness.FAILED).isPresent());
        until(() -> token().isEmpty());
        request("gone", 1, 0, false, CONFIG.formatted("gone", "1"));
        until(() -> data("gone").isPresent());
        withdraw("gone");
        until(() -> last("gone") instanceof WorkRemoved);
    }

    private void meddle() {
        var a = rig.kube.client().configMaps().inNamespace(TEAM).withName("a");
        a.edit(c -> new ConfigMapBuilder(c).addToData("a", "meddled").build());
    }

    /** Takes everything away again. */
    void clear() {
        List.of("hydrate", "config", "claim").forEach(this::withdraw);
        for (var work : List.of("hydrate", "config", "claim")) {
            until(() -> last(work) instanceof WorkRemoved);
        }
    }

    static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(condition);
    }

    private boolean there(String job) {
        return rig.kube.client().batch().v1().jobs().inNamespace(TEAM).withName(job).get() != null;
    }

    /** What the copy of the Secret holds. */
    Optional<String> token() {
        var copy = rig.kube.client().secrets().inNamespace(TEAM).withName("copy").get();
        return Optional.ofNullable(copy).map(Play::token);
    }

    private static String token(Secret secret) {
        var bytes = Base64.getDecoder().decode(secret.getData().get("HF_TOKEN"));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    Optional<String> data(String name) {
        var map = rig.kube.client().configMaps().inNamespace(TEAM).withName(name).get();
        return Optional.ofNullable(map).map(m -> m.getData().get("a"));
    }

    ObservationEvent last(String work) {
        return rig.published.stream()
                .filter(ObservationEvent.class::isInstance)
                .map(ObservationEvent.class::cast)
                .filter(o -> o.work().value().equals(work))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private Optional<ObservedObject> job() {
        return last("hydrate") instanceof WorkObserved seen
                ? Optional.of(seen.objects().getLast())
                : Optional.empty();
    }

    /** What is there and what was said of it last, without what differs from run to run. */
    Set<String> state() {
        var state = new TreeSet<String>();
        var client = rig.kube.client();
        for (ConfigMap map : client.configMaps().inNamespace(TEAM).list().getItems()) {
            state.add(name(map) + map.getData() + map.getMetadata().getAnnotations());
        }
        client.secrets()
                .inNamespace(TEAM)
                .list()
                .getItems()
                .forEach(secret -> state.add(name(secret) + secret.getData()));
        client.batch().v1().jobs().inNamespace(TEAM).list().getItems().stream()
                .map(job -> name(job) + job.getMetadata().getAnnotations())
                .forEach(state::add);
        client.persistentVolumeClaims().inNamespace(TEAM).list().getItems().stream()
                .map(claim -> name(claim) + claim.getMetadata().getAnnotations())
                .forEach(state::add);
        for (var work : List.of("claim", "config", "hydrate", "gone")) {
            state.add(work + ": " + said(work));
        }
        return state;
    }

    private String said(String work) {
        return last(work) instanceof WorkObserved seen
                ? seen.attempt()
                        + seen.objects().stream()
                                .map(o -> o.kind() + "/" + o.name() + o.readiness() + o.report())
                                .toList()
                                .toString()
                : last(work).getClass().getSimpleName();
    }
}
