package dev.aquifer.cluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.aquifer.cluster.domain.KubeconfigRules.Reading;
import dev.aquifer.cluster.domain.ObjectTree;
import dev.aquifer.cluster.domain.Ownership;
import dev.aquifer.cluster.domain.Rendering;
import dev.aquifer.cluster.kubernetes.ClusterClients;
import dev.aquifer.cluster.kubernetes.ControlCluster;
import dev.aquifer.cluster.kubernetes.WorkloadCluster;
import dev.aquifer.cluster.reconcile.WorkReconciler.Pass;
import dev.aquifer.cluster.store.ClusterStore;
import dev.aquifer.cluster.store.WorkRow;
import dev.aquifer.cluster.store.WorkStore;
import dev.aquifer.cluster.testkit.TestCluster;
import dev.aquifer.cluster.testkit.Wire;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Event;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ObservationEvent.Input;
import dev.aquifer.events.ObservationEvent.ObservedObject;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.Reason;
import dev.aquifer.events.ObservationEvent.WorkApplied;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRejected;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.events.PodState;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkEvent.ConfigMapCopy;
import dev.aquifer.events.WorkEvent.SecretCopy;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkId;
import dev.aquifer.events.spec.InferenceClusterSpec;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.Cause;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What reconciling promises, on whichever API server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WorkReconcilerContract {
    private static final ClusterName EAST = new ClusterName("east");
    private static final String CONFIG =
            "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'%s'},'data':{'a':'%s'}}";
    private static final String JOB =
            """
            {'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'hydrate'},
             'spec':{'backoffLimit':0,'template':{'spec':{'restartPolicy':'Never',
               'containers':[{'name':'worker','image':'%s'}]}}}}
            """;
    private static final String GANG_KIND =
            """
            {'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition',
             'metadata':{'name':'leaderworkersets.leaderworkerset.x-k8s.io'},
             'spec':{'group':'leaderworkerset.x-k8s.io','scope':'Namespaced',
               'names':{'plural':'leaderworkersets','singular':'leaderworkerset',
                 'kind':'LeaderWorkerSet'},
               'versions':[{'name':'v1','served':true,'storage':true,
                 'subresources':{'status':{}},
                 'schema':{'openAPIV3Schema':{'type':'object',
                   'x-kubernetes-preserve-unknown-fields':true}}}]}}
            """;
    private static final String GANG =
            """
            {'apiVersion':'leaderworkerset.x-k8s.io/v1','kind':'LeaderWorkerSet',
             'metadata':{'name':'gang'},
             'spec':{'replicas':1,'leaderWorkerTemplate':{'size':2,'workerTemplate':{'spec':
               {'containers':[{'name':'engine','image':'e'}]}}}}}
            """;

    private final Vertx vertx = Vertx.vertx();
    private final ClusterClients clients = new ClusterClients(vertx, Duration.ofSeconds(5), 1000);
    private TestCluster kube;
    private Wire wire;
    private ControlCluster control;
    private RecordingTransactions transactions;
    private WorkloadCluster cluster;
    private WorkReconciler reconciler;
    private long session;
    private Subject owner;
    private String namespace;

    abstract TestCluster open();

    static {
        // Patient with a machine that has much else to do.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

    @BeforeAll
    void openCluster(@TempDir Path folder) throws IOException {
        kube = open();
        wire = new Wire(kube.server());
        var file = Files.writeString(folder.resolve("kubeconfig"), kube.administrator());
        control = clients.control(Optional.of(file));
    }

    @AfterAll
    void closeCluster() {
        if (wire != null) {
            wire.close();
            control.close();
        }
        vertx.close();
    }

    @BeforeEach
    void begin() {
        transactions = new RecordingTransactions();
        namespace = "team-" + UUID.randomUUID().toString().substring(0, 8);
        owner =
                new Subject(
                        new ResourceRef("ModelCache", namespace, "qwen"),
                        new Uid(UUID.randomUUID().toString()),
                        1);
        var spec =
                new InferenceClusterSpec(
                        new InferenceClusterSpec.Cluster("Existing", null, null), null, null);
        transactions.in(
                Cause.continuing("c"),
                tx -> {
                    ClusterStore.put(
                            tx.jdbi(),
                            new Subject(
                                    ResourceRef.clusterScoped("InferenceCluster", "east"),
                                    new Uid("uid-east"),
                                    1),
                            spec,
                            "c");
                    return true;
                });
        openSession();
    }

    @AfterEach
    void end() {
        cluster.close();
        kube.client().namespaces().withName(namespace).delete();
    }

    /** A session as after a start of the process. */
    private void openSession() {
        if (cluster != null) {
            cluster.close();
        }
        var encoded =
                Base64.getEncoder()
                        .encodeToString(
                                kube.kubeconfig(wire.server()).getBytes(StandardCharsets.UTF_8));
        var access = ((Reading.Usable) ClusterClients.read(encoded)).access();
        cluster = clients.workload(access, object -> {});
        cluster.watchBasics();
        session =
                transactions.in(
                        Cause.continuing("c"),
                        tx -> ClusterStore.openSession(tx.jdbi(), EAST, 0, tx.now()));
        var sources = new Sources(control, Duration.ZERO);
        reconciler =
                new WorkReconciler(
                        cluster,
                        transactions,
                        new Copies(control, sources),
                        new Inputs(sources),
                        new Reporter(EAST, session, transactions),
                        row -> Optional.empty(),
                        Clock.systemUTC());
    }

    private void request(String work, long attempt, String... manifests) {
        request(work, attempt, List.of(), manifests);
    }

    private void request(String work, long attempt, List<SecretCopy> secrets, String... manifests) {
        request(work, attempt, secrets, List.of(), manifests);
    }

    private void request(
            String work,
            long attempt,
            List<SecretCopy> secrets,
            List<ConfigMapCopy> configMaps,
            String... manifests) {
        var trees = Arrays.stream(manifests).map(WorkReconcilerContract::tree).toList();
        var ownership = new Ownership(EAST, new WorkId(work), owner, 0, attempt);
        var requested =
                new WorkRequested(
                        owner,
                        EAST,
                        new WorkId(work),
                        "test",
                        0,
                        attempt,
                        List.of(),
                        secrets,
                        false,
                        Instant.EPOCH,
                        configMaps);
        transactions.in(
                Cause.continuing("c"),
                tx -> {
                    WorkStore.put(
                            tx.jdbi(),
                            requested,
                            trees.stream().map(t -> Rendering.of(t, ownership)).toList(),
                            tx.cause());
                    return true;
                });
    }

    @SuppressWarnings("unchecked")
    private static ObjectTree tree(String text) {
        try {
            return new ObjectTree(EventCodec.JSON.readValue(text.replace('\'', '"'), Map.class));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void withdraw(String work) {
        transactions.in(
                Cause.continuing("c"),
                tx -> {
                    WorkStore.withdraw(tx.jdbi(), row(work), tx.cause());
                    return true;
                });
    }

    private WorkRow row(String work) {
        return transactions
                .read(handle -> WorkStore.find(handle, EAST, new WorkId(work)))
                .orElseThrow();
    }

    private Pass pass(String work) {
        return reconciler.reconcile(row(work));
    }

    /** Passes over a Work until it is settled and that was said, as the session's queue would. */
    private void settle(String work) {
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(() -> settled(pass(work)));
    }

    private static boolean settled(Pass pass) {
        return pass == Pass.SETTLED || pass == Pass.COMPARING;
    }

    private void until(String work, Class<? extends ObservationEvent> said) {
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            pass(work);
                            return said.isInstance(row(work).observation().orElse(null));
                        });
    }

    private ObservedObject until(String work, Readiness readiness) {
        return await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            pass(work);
                            return row(work).observation().orElse(null) instanceof WorkObserved seen
                                    ? seen.objects().getLast()
                                    : null;
                        },
                        object -> object != null && object.readiness() == readiness);
    }

    private WorkRejected rejection(String work) {
        until(work, WorkRejected.class);
        return (WorkRejected) row(work).observation().orElseThrow();
    }

    private long saidOf(Class<? extends Event> type) {
        return transactions.published().stream().filter(type::isInstance).count();
    }

    private Map<String, String> data(String name) {
        return kube.client().configMaps().inNamespace(namespace).withName(name).get().getData();
    }

    @Test
    void appliesInOrderAndSaysSoOnce() {
        request("w", 0, CONFIG.formatted("a", "1"), CONFIG.formatted("b", "2"));
        settle("w");
        settle("w");

        assertThat(data("a")).containsEntry("a", "1");
        assertThat(saidOf(WorkApplied.class)).isEqualTo(1);
        assertThat(saidOf(WorkObserved.class)).isEqualTo(1);
        var labels =
                kube.client().configMaps().inNamespace(namespace).withName("a").get().getMetadata();
        assertThat(labels.getLabels())
                .containsEntry("modelplane.ai/uid", owner.admittedUid().value());
        assertThat(labels.getAnnotations()).containsEntry("aquifer.dev/work", "w");
    }

    @Test
    void asksNothingOfTheClusterWhenNothingChanged() {
        request("w", 0, CONFIG.formatted("a", "1"), JOB.formatted("worker:1"));
        settle("w");
        var object = kube.client().configMaps().inNamespace(namespace).withName("a").get();
        await().until(
                        () ->
                                cluster.ours().stream()
                                        .anyMatch(
                                                o ->
                                                        o.uid()
                                                                .equals(
                                                                        object.getMetadata()
                                                                                .getUid())));
        await().until(
                        () -> {
                            var before = wire.sent();
                            settle("w");
                            return wire.sent() == before;
                        });

        var before = wire.sent();
        request("w", 0, CONFIG.formatted("a", "1"), JOB.formatted("worker:1"));
        for (int i = 0; i < 20; i++) {
            assertThat(pass("w")).isEqualTo(Pass.SETTLED);
        }

        assertThat(wire.sent()).isEqualTo(before);
    }

    @Test
    void changesNothingAfterARestart() {
        request("w", 0, CONFIG.formatted("a", "1"));
        settle("w");
        var before =
                kube.client().configMaps().inNamespace(namespace).withName("a").get().getMetadata();

        openSession();
        settle("w");

        var after =
                kube.client().configMaps().inNamespace(namespace).withName("a").get().getMetadata();
        assertThat(after.getResourceVersion()).isEqualTo(before.getResourceVersion());
        assertThat(row("w").observation().orElseThrow().session()).isEqualTo(session);
    }

    @Test
    void restoresWhatSomebodyChanged() {
        request("w", 0, CONFIG.formatted("a", "1"));
        settle("w");
        kube.client()
                .configMaps()
                .inNamespace(namespace)
                .withName("a")
                .edit(c -> new ConfigMapBuilder(c).addToData("a", "meddled").build());

        await().until(
                        () -> {
                            pass("w");
                            return "1".equals(data("a").get("a"));
                        });
    }

    private void meddle(String name) {
        kube.client()
                .configMaps()
                .inNamespace(namespace)
                .withName(name)
                .edit(c -> new ConfigMapBuilder(c).addToData("a", "meddled").build());
    }

    @Test
    void saysHowThingsAreThoughSomebodyChangesThemAgainAndAgain() {
        request("w", 1, CONFIG.formatted("a", "1"), JOB.formatted("worker:1"));
        settle("w");
        await().until(
                        () -> {
                            meddle("a");
                            var pass = pass("w");
                            return pass == Pass.FAILED && "meddled".equals(data("a").get("a"));
                        });

        kube.finishJob(namespace, "hydrate", true, "{\"t\":\"result\"}");

        await().until(
                        () -> {
                            meddle("a");
                            pass("w");
                            return row("w").observation().orElse(null) instanceof WorkObserved seen
                                    && seen.objects().getLast().readiness() == Readiness.READY;
                        });
    }

    @Test
    void makesAgainWhatSomebodyDeleted() {
        request("w", 0, CONFIG.formatted("a", "1"));
        settle("w");
        var uid =
                kube.client()
                        .configMaps()
                        .inNamespace(namespace)
                        .withName("a")
                        .get()
                        .getMetadata()
                        .getUid();
        kube.client().configMaps().inNamespace(namespace).withName("a").delete();

        await().until(
                        () -> {
                            pass("w");
                            var now =
                                    kube.client()
                                            .configMaps()
                                            .inNamespace(namespace)
                                            .withName("a")
                                            .get();
                            return now != null && !now.getMetadata().getUid().equals(uid);
                        });
    }

    @Test
    void putsBackItsLabelWhenSomebodyTookItAway() {
        request("w", 0, CONFIG.formatted("a", "1"));
        settle("w");
        kube.client()
                .configMaps()
                .inNamespace(namespace)
                .withName("a")
                .edit(
                        c ->
                                new ConfigMapBuilder(c)
                                        .editMetadata()
                                        .removeFromLabels(Ownership.MANAGED_BY)
                                        .removeFromLabels(Ownership.UID)
                                        .endMetadata()
                                        .build());

        await().until(
                        () -> {
                            pass("w");
                            return kube.client()
                                    .configMaps()
                                    .inNamespace(namespace)
                                    .withName("a")
                                    .get()
                                    .getMetadata()
                                    .getLabels()
                                    .containsKey(Ownership.UID);
                        });
    }

    @Test
    void neverTakesOverWhatIsNotOurs() {
        kube.namespace(namespace);
        kube.apply(
                CONFIG.formatted("a", "theirs")
                        .replace("'name'", "'namespace':'" + namespace + "','name'"));
        request("w", 0, CONFIG.formatted("a", "ours"));

        var rejected = rejection("w");

        assertThat(rejected.code()).isEqualTo("Conflict");
        assertThat(rejected.object()).isEqualTo("ConfigMap/a");
        assertThat(rejected.message()).contains(namespace).contains("not ours");
        assertThat(data("a")).containsEntry("a", "theirs");

        kube.client().configMaps().inNamespace(namespace).withName("a").delete();
        until("w", WorkObserved.class);
        assertThat(data("a")).containsEntry("a", "ours");
    }

    @Test
    void leavesWhatIsNotOursWhenItIsWithdrawn() {
        kube.namespace(namespace);
        kube.apply(
                CONFIG.formatted("a", "theirs")
                        .replace("'name'", "'namespace':'" + namespace + "','name'"));
        request("w", 0, CONFIG.formatted("a", "ours"));
        rejection("w");

        withdraw("w");
        until("w", WorkRemoved.class);

        assertThat(data("a")).containsEntry("a", "theirs");
    }

    @Test
    void anImmutableFieldIsADecisionAndNoLoop() {
        assumeTrue(
                kube.isReal(),
                "NOT TESTED here: embedded-kubernetes lets the template of a Job be edited");
        request("w", 1, JOB.formatted("worker:1"));
        settle("w");
        request("w", 1, JOB.formatted("worker:2"));

        var rejected = rejection("w");

        assertThat(rejected.code()).isEqualTo("Invalid");
        assertThat(rejected.retryable()).isFalse();
        assertThat(rejected.message()).contains("immutable");
        var before = wire.sent();
        assertThat(pass("w")).isEqualTo(Pass.REFUSED);
        assertThat(wire.sent()).isEqualTo(before);
    }

    @Test
    void anAttemptReplacesTheJobOfTheOneBefore() {
        request("w", 1, JOB.formatted("worker:1").replace("hydrate", "hydrate-1"));
        settle("w");
        request("w", 2, JOB.formatted("worker:1").replace("hydrate", "hydrate-2"));
        settle("w");

        var jobs = kube.client().batch().v1().jobs().inNamespace(namespace);
        assertThat(jobs.withName("hydrate-1").get()).isNull();
        assertThat(jobs.withName("hydrate-2").get()).isNotNull();
        assertThat(row("w").applied()).hasSize(1);
    }

    @Test
    void readsTheReportOfAJobThatCompleted() {
        request("w", 1, JOB.formatted("worker:1"));
        settle("w");

        kube.finishJob(namespace, "hydrate", true, "{\"t\":\"result\",\"digest\":\"d\"}");
        var job = until("w", Readiness.READY);

        assertThat(String.valueOf(job.report())).contains("\"digest\":\"d\"");
        assertThat(job.pods()).singleElement().extracting(PodState::phase).isEqualTo("Succeeded");
    }

    @Test
    void readsTheReportOfAJobThatFailed() {
        request("w", 1, JOB.formatted("worker:1"));
        settle("w");

        kube.finishJob(namespace, "hydrate", false, "{\"code\":\"NotFound\"}");
        var job = until("w", Readiness.FAILED);

        assertThat(job.reason()).isEqualTo("BackoffLimitExceeded");
        assertThat(String.valueOf(job.report())).isEqualTo("{\"code\":\"NotFound\"}");
    }

    @Test
    void aReportThatIsNoJsonIsNone() {
        request("w", 1, JOB.formatted("worker:1"));
        settle("w");

        kube.finishJob(namespace, "hydrate", true, "killed by the moon");

        assertThat(until("w", Readiness.READY).report()).isNull();
    }

    @Test
    void aGangIsReadyWhenEachPodIs() {
        kube.apply(GANG_KIND);
        request("w", 0, GANG);
        until("w", WorkObserved.class);
        assertThat(until("w", Readiness.PROGRESSING).message()).isEqualTo("0 of 2 pods are Ready");
        gangPod(0, "True");
        await().until(
                        () -> {
                            pass("w");
                            return last("w").objects().getFirst().message();
                        },
                        "1 of 2 pods are Ready"::equals);
        gangPod(1, "True");
        var gang = until("w", Readiness.READY);

        assertThat(gang.pods()).extracting(PodState::index).containsExactly(0, 1);
        assertThat(gang.pods()).allMatch(PodState::ready);
    }

    private WorkObserved last(String work) {
        return (WorkObserved) row(work).observation().orElseThrow();
    }

    private void gangPod(int index, String ready) {
        kube.apply(
                """
                {'apiVersion':'v1','kind':'Pod','metadata':{'name':'gang-0-%1$d',
                  'namespace':'%2$s','labels':{'app.kubernetes.io/managed-by':'aquifer',
                  'modelplane.ai/uid':'%3$s','leaderworkerset.sigs.k8s.io/name':'gang',
                  'leaderworkerset.sigs.k8s.io/group-index':'0',
                  'leaderworkerset.sigs.k8s.io/worker-index':'%1$d'}},
                 'spec':{'containers':[{'name':'engine','image':'e'}]}}
                """
                        .formatted(index, namespace, owner.admittedUid()));
        kube.status(
                namespace,
                "gang-0-" + index,
                """
                {'phase':'Running','conditions':[{'type':'Ready','status':'%s',
                  'lastTransitionTime':'2026-01-01T00:00:00Z'},
                  {'type':'PodScheduled','status':'True'}]}
                """
                        .formatted(ready));
    }

    @Test
    void waitsForAKindThatTheClusterDoesNotServeYet() {
        request("w", 0, "{'apiVersion':'x.dev/v1','kind':'Thing','metadata':{'name':'t'}}");

        var rejected = rejection("w");

        assertThat(rejected.code()).isEqualTo("NoSuchKind");
        assertThat(rejected.retryable()).isTrue();
    }

    @Test
    void refusesAFieldThatTheKindDoesNotHave() {
        request(
                "w",
                0,
                "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'},'dota':{'a':'1'}}");

        assertThat(rejection("w").message()).contains("dota");
    }

    @Test
    void copiesASecretAndRemovesTheCopy() {
        kube.secret(namespace, "source", "token", "canary-4711");
        var copy = new SecretCopy(namespace, "source", "token", "copy", "HF_TOKEN");
        request("w", 0, List.of(copy), CONFIG.formatted("a", "1"));
        settle("w");

        var made = kube.client().secrets().inNamespace(namespace).withName("copy").get();
        assertThat(
                        new String(
                                Base64.getDecoder().decode(made.getData().get("HF_TOKEN")),
                                StandardCharsets.UTF_8))
                .isEqualTo("canary-4711");
        assertThat(everythingStored()).doesNotContain("canary-4711").doesNotContain("Y2FuYXJ5");
        assertThat(transactions.published().toString()).doesNotContain("canary");
        withdraw("w");
        until("w", WorkRemoved.class);
        assertThat(kube.client().secrets().inNamespace(namespace).withName("copy").get()).isNull();
        assertThat(kube.client().secrets().inNamespace(namespace).withName("source").get())
                .isNotNull();
    }

    private String everythingStored() {
        return transactions.read(
                handle ->
                        handle.createQuery("select w::text from cluster.works w")
                                .mapTo(String.class)
                                .list()
                                .toString());
    }

    @Test
    void waitsForASecretThatIsMissing() {
        var copy = new SecretCopy(namespace, "source", "token", "copy", "HF_TOKEN");
        request("w", 0, List.of(copy), CONFIG.formatted("a", "1"));

        var rejected = rejection("w");
        assertThat(rejected.code()).isEqualTo("SecretMissing");
        assertThat(rejected.message()).contains("source").contains(namespace);
        assertThat(kube.client().configMaps().inNamespace(namespace).withName("a").get()).isNull();

        kube.secret(namespace, "source", "token", "canary-4711");
        until("w", WorkObserved.class);
        assertThat(data("a")).containsEntry("a", "1");
    }

    private void source(String name, String value) {
        kube.apply(
                """
                {'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'%s','namespace':'%s'},
                 'data':{'text':'%s','more':'m'},'binaryData':{'bytes':'3q2+7w=='}}
                """
                        .formatted(name, namespace, value));
    }

    private ConfigMap map(String name) {
        return kube.client().configMaps().inNamespace(namespace).withName(name).get();
    }

    @Test
    void copiesConfigMapsAsAWholeOrOneKeyOfThem() {
        kube.namespace(namespace);
        source("source", "1");
        request(
                "w",
                0,
                List.of(),
                List.of(
                        new ConfigMapCopy(namespace, "source", null, "whole"),
                        new ConfigMapCopy(namespace, "source", "bytes", "part")),
                CONFIG.formatted("a", "1"));
        settle("w");
        assertThat(map("whole").getData()).isEqualTo(Map.of("text", "1", "more", "m"));
        assertThat(map("whole").getBinaryData()).isEqualTo(Map.of("bytes", "3q2+7w=="));
        assertThat(map("part").getBinaryData()).isEqualTo(Map.of("bytes", "3q2+7w=="));
        assertThat(map("part").getData()).isNullOrEmpty();

        source("source", "2");
        settle("w");
        assertThat(map("whole").getData()).containsEntry("text", "2");
        kube.client()
                .configMaps()
                .inNamespace(namespace)
                .withName("whole")
                .edit(m -> new ConfigMapBuilder(m).addToData("text", "meddled").build());
        await().until(
                        () -> {
                            pass("w");
                            return map("whole").getData().get("text");
                        },
                        "2"::equals);

        withdraw("w");
        until("w", WorkRemoved.class);
        assertThat(map("whole")).isNull();
        assertThat(map("part")).isNull();
        assertThat(map("source")).isNotNull();
    }

    @Test
    void namesTheConfigMapAndTheKeyThatAreMissing() {
        kube.namespace(namespace);
        var copy = new ConfigMapCopy(namespace, "source", "nothing", "copy");
        request("w", 0, List.of(), List.of(copy), CONFIG.formatted("a", "1"));
        assertThat(rejection("w").code()).isEqualTo("ConfigMapMissing");
        assertThat(rejection("w").message()).contains("source").contains(namespace);

        source("source", "1");
        await().until(
                        () -> {
                            pass("w");
                            return rejection("w").message();
                        },
                        message -> message.contains("has no key nothing"));
        assertThat(rejection("w").retryable()).isTrue();
    }

    private List<Input> inputs() {
        return Optional.ofNullable(last("w").inputs()).orElse(List.of());
    }

    @Test
    void saysWhichInputsAWorkUsesAndWhenOneChangesAlsoAfterItsJob() {
        kube.secret(namespace, "source", "token", "canary-1");
        source("list", "1");
        request(
                "w",
                1,
                List.of(new SecretCopy(namespace, "source", "token", "copy", "token")),
                List.of(new ConfigMapCopy(namespace, "list", null, "content")),
                JOB.formatted("worker:1"));
        settle("w");
        var first = inputs();
        assertThat(first)
                .extracting(input -> input.kind() + "/" + input.namespace() + "/" + input.name())
                .containsExactly(
                        "ConfigMap/" + namespace + "/list", "Secret/" + namespace + "/source");
        assertThat(first).noneMatch(input -> input.version().isEmpty());

        kube.finishJob(namespace, "hydrate", false, "{\"code\":\"AuthRequired\"}");
        until("w", Readiness.FAILED);
        settle("w");
        assertThat(inputs()).isEqualTo(first);
        assertThat(secretCopy()).isNull();
        assertThat(map("content")).isNull();

        kube.secret(namespace, "source", "token", "canary-2");
        settle("w");
        assertThat(inputs().getFirst()).isEqualTo(first.getFirst());
        assertThat(inputs().getLast().version()).isNotEmpty();
        assertThat(inputs().getLast()).isNotEqualTo(first.getLast());
        assertThat(secretCopy()).isNull();

        kube.client().secrets().inNamespace(namespace).withName("source").delete();
        settle("w");
        assertThat(inputs().getLast().version()).isEmpty();
        assertThat(transactions.published().toString()).doesNotContain("canary");
    }

    private Secret secretCopy() {
        return kube.client().secrets().inNamespace(namespace).withName("copy").get();
    }

    @Test
    void aNewAttemptLeavesNoCopyOfTheOneBefore() {
        kube.secret(namespace, "source", "token", "canary-1");
        request(
                "w",
                1,
                List.of(new SecretCopy(namespace, "source", "token", "copy", "token")),
                JOB.formatted("worker:1"));
        settle("w");
        assertThat(secretCopy()).isNotNull();

        request(
                "w",
                2,
                List.of(new SecretCopy(namespace, "source", "token", "copy-2", "token")),
                JOB.formatted("worker:1").replace("'hydrate'", "'hydrate-2'"));
        settle("w");

        assertThat(secretCopy()).isNull();
        assertThat(kube.client().secrets().inNamespace(namespace).withName("copy-2").get())
                .isNotNull();
    }

    /** The network may deliver a creation after everything was over, from a replica long gone. */
    @Test
    void aCopyThatArrivesLateGoesAgain() {
        kube.secret(namespace, "source", "token", "canary-1");
        request(
                "w",
                1,
                List.of(new SecretCopy(namespace, "source", "token", "copy", "token")),
                JOB.formatted("worker:1"));
        settle("w");
        var copy = secretCopy();
        kube.finishJob(namespace, "hydrate", true, "{}");
        until("w", Readiness.READY);
        settle("w");
        assertThat(secretCopy()).isNull();

        var late = new SecretBuilder(copy).editMetadata();
        var sent = late.withResourceVersion(null).withUid(null).endMetadata().build();
        kube.client().secrets().inNamespace(namespace).resource(sent).create();
        settle("w");

        assertThat(secretCopy()).isNull();
    }

    @Test
    void saysThatAClaimIsMissing() {
        assumeTrue(
                !kube.isReal(), "NOT TESTED here: it has no nodes, which its scheduler says first");
        request(
                "w",
                1,
                JOB.formatted("worker:1")
                        .replace(
                                "'containers'",
                                "'volumes':[{'name':'v','persistentVolumeClaim':"
                                        + "{'claimName':'nowhere'}}],'containers'"));
        settle("w");
        kube.awaitClaim(namespace, "hydrate", "nowhere");

        await().untilAsserted(
                        () -> {
                            pass("w");
                            assertThat(last("w").reasons())
                                    .extracting(Reason::code, Reason::object)
                                    .containsExactly(
                                            tuple(
                                                    "ClaimMissing",
                                                    "PersistentVolumeClaim/"
                                                            + namespace
                                                            + "/nowhere"));
                        });
    }

    private String jobUid() {
        var job =
                kube.client().batch().v1().jobs().inNamespace(namespace).withName("hydrate").get();
        return job == null ? "" : job.getMetadata().getUid();
    }

    private void deleteJob() {
        kube.client().pods().inNamespace(namespace).delete();
        kube.client().batch().v1().jobs().inNamespace(namespace).withName("hydrate").delete();
        await().until(() -> jobUid().isEmpty());
    }

    @Test
    void aJobThatEndedIsNotRunAgainBecauseSomebodyTidiedUp() {
        request("w", 1, JOB.formatted("worker:1"));
        settle("w");
        kube.finishJob(namespace, "hydrate", true, "{\"digest\":\"d\"}");
        until("w", Readiness.READY);
        var before = last("w");
        deleteJob();
        openSession();

        until("w", Readiness.READY);
        settle("w");

        assertThat(jobUid()).isEmpty();
        assertThat(last("w").session()).isGreaterThan(before.session());
        assertThat(last("w").objects().getLast().report())
                .isEqualTo(before.objects().getLast().report());
        assertThat(last("w").objects().getLast().since())
                .isEqualTo(before.objects().getLast().since());
    }

    @Test
    void aJobThatIsGoneWithItsPodBeforeItsResultWasReadRunsAgain() {
        request("w", 1, JOB.formatted("worker:1"));
        settle("w");
        var first = jobUid();
        kube.finishJob(namespace, "hydrate", true, "{\"digest\":\"lost\"}");
        deleteJob();

        await().until(
                        () -> {
                            pass("w");
                            return jobUid();
                        },
                        uid -> !uid.isEmpty() && !uid.equals(first));
        kube.finishJob(namespace, "hydrate", true, "{\"digest\":\"d\"}");

        assertThat(String.valueOf(until("w", Readiness.READY).report())).contains("\"d\"");
        assertThat(
                        transactions.published().stream()
                                .filter(WorkObserved.class::isInstance)
                                .filter(e -> e.toString().contains("digest")))
                .hasSize(1);
    }

    @Test
    void removesInReverseWaitingForEach() {
        request("w", 0, CONFIG.formatted("first", "1"), CONFIG.formatted("second", "2"));
        settle("w");
        kube.client()
                .configMaps()
                .inNamespace(namespace)
                .withName("second")
                .edit(
                        c ->
                                new ConfigMapBuilder(c)
                                        .editMetadata()
                                        .addToFinalizers("test.dev/hold")
                                        .endMetadata()
                                        .build());
        withdraw("w");
        await().until(
                        () -> {
                            pass("w");
                            return kube.client()
                                    .configMaps()
                                    .inNamespace(namespace)
                                    .withName("second")
                                    .get()
                                    .isMarkedForDeletion();
                        });
        for (int i = 0; i < 5; i++) {
            pass("w");
        }

        assertThat(data("first")).containsEntry("a", "1");
        kube.client()
                .configMaps()
                .inNamespace(namespace)
                .withName("second")
                .edit(
                        c ->
                                new ConfigMapBuilder(c)
                                        .editMetadata()
                                        .removeFromFinalizers("test.dev/hold")
                                        .endMetadata()
                                        .build());
        until("w", WorkRemoved.class);
        assertThat(kube.client().configMaps().inNamespace(namespace).withName("first").get())
                .isNull();
        assertThat(kube.client().namespaces().withName(namespace).get()).isNotNull();
    }

    @Test
    void removesAJobWithItsPods() {
        request("w", 1, JOB.formatted("worker:1"));
        settle("w");
        kube.finishJob(namespace, "hydrate", true, "");
        until("w", Readiness.READY);
        withdraw("w");
        until("w", WorkRemoved.class);

        assertThat(kube.client().batch().v1().jobs().inNamespace(namespace).list().getItems())
                .isEmpty();
        await().until(
                        () ->
                                kube.client()
                                        .pods()
                                        .inNamespace(namespace)
                                        .list()
                                        .getItems()
                                        .isEmpty());
    }

    @Test
    void anOlderSessionMayNotWrite() {
        request("w", 0, CONFIG.formatted("a", "1"));
        transactions.in(
                Cause.continuing("c"),
                tx -> ClusterStore.openSession(tx.jdbi(), EAST, 0, tx.now()));

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> pass("w"))
                .isInstanceOf(DeposedException.class);

        assertThat(kube.client().configMaps().inNamespace(namespace).withName("a").get()).isNull();
    }

    @Test
    void aResultThatWasTakenOutlivesItsPod() {
        request("w", 1, CONFIG.formatted("a", "1"), JOB.formatted("worker:1"));
        settle("w");
        kube.finishJob(namespace, "hydrate", true, "{\"digest\":\"d\"}");
        until("w", Readiness.READY);
        kube.client().pods().inNamespace(namespace).delete();
        request("w", 1, CONFIG.formatted("a", "2"), JOB.formatted("worker:1"));
        settle("w");

        assertThat(data("a")).containsEntry("a", "2");
        assertThat(String.valueOf(until("w", Readiness.READY).report())).contains("digest");
    }

    @Test
    void theEndOfAJobIsNotSaidBeforeItsResultIsThere() {
        assumeTrue(!kube.isReal(), "NOT TESTED here: its controllers end pods before Jobs");
        request("w", 1, JOB.formatted("worker:1"));
        settle("w");
        kube.runJob(namespace, "hydrate", "nowhere");
        kube.endJob(namespace, "hydrate", true);
        await().until(
                        () -> {
                            pass("w");
                            return last("w").objects().getLast().reason();
                        },
                        "ResultPending"::equals);
        assertThat(last("w").objects().getLast().readiness()).isEqualTo(Readiness.PROGRESSING);

        kube.endPod(namespace, "hydrate-pod", true, "{\"digest\":\"d\"}");

        assertThat(String.valueOf(until("w", Readiness.READY).report())).contains("digest");
        assertThat(
                        transactions.published().stream()
                                .filter(WorkObserved.class::isInstance)
                                .filter(e -> e.toString().contains("digest")))
                .hasSize(1);
    }

    @Test
    void aCreationThatArrivesAfterTheRemovalGoes() {
        request("w", 0, CONFIG.formatted("a", "1"));
        settle("w");
        withdraw("w");
        until("w", WorkRemoved.class);
        marked("late", "w", "east", 0);

        await().until(
                        () -> {
                            pass("w");
                            return kube.client()
                                            .configMaps()
                                            .inNamespace(namespace)
                                            .withName("late")
                                            .get()
                                    == null;
                        });
        assertThat(saidOf(WorkRemoved.class)).isEqualTo(1);
    }

    /** An object with the marks of a Work, made by somebody else. */
    private void marked(String name, String work, String cluster, long attempt) {
        kube.apply(
                """
                {'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'%s','namespace':'%s',
                  'labels':{'app.kubernetes.io/managed-by':'aquifer','modelplane.ai/uid':'%s'},
                  'annotations':{'aquifer.dev/work':'%s','aquifer.dev/cluster':'%s',
                    'aquifer.dev/attempt':'%d'}},
                 'data':{'a':'theirs'}}
                """
                        .formatted(
                                name,
                                namespace,
                                owner.admittedUid().value(),
                                work,
                                cluster,
                                attempt));
    }

    @Test
    void aRestoredDatabaseRevertsAndDeletesNothing() {
        kube.namespace(namespace);
        marked("a", "w", "east", 5);
        request("w", 1, CONFIG.formatted("a", "old"));

        assertThat(rejection("w").message()).contains("newer request");
        withdraw("w");
        for (int i = 0; i < 5; i++) {
            pass("w");
        }
        assertThat(data("a")).containsEntry("a", "theirs");

        request("w", 5, CONFIG.formatted("a", "new"));
        until("w", WorkObserved.class);
        assertThat(data("a")).containsEntry("a", "new");
    }

    @Test
    void twoNamesOfOneClusterDoNotFight() {
        kube.namespace(namespace);
        marked("a", "w", "west", 0);
        request("w", 0, CONFIG.formatted("a", "ours"));

        assertThat(rejection("w").message()).contains("InferenceCluster west");
        assertThat(data("a")).containsEntry("a", "theirs");

        transactions.in(
                Cause.continuing("c"),
                tx -> {
                    ClusterStore.put(
                            tx.jdbi(),
                            new Subject(
                                    ResourceRef.clusterScoped("InferenceCluster", "west"),
                                    new Uid("uid-west"),
                                    1),
                            new InferenceClusterSpec(
                                    new InferenceClusterSpec.Cluster("Existing", null, null),
                                    null,
                                    null),
                            "c");
                    ClusterStore.markRemoved(tx.jdbi(), new ClusterName("west"));
                    return true;
                });
        until("w", WorkObserved.class);
        assertThat(data("a")).containsEntry("a", "ours");
    }

    /** As Sieve does: whatever step a crash comes after, the end is that of a run without one. */
    @Test
    void reachesTheSameEndWhereverItCrashes() {
        request("calm", 0, crashManifests("calm"));
        transactions.crashAt(Integer.MAX_VALUE);
        settle("calm");
        var steps = transactions.uses();
        var reference = shape("calm");
        assertThat(steps).isGreaterThan(5);

        // Each step on the fast server, each fourth on the real one.
        var stride = kube.isReal() ? 4 : 1;
        for (int step = 1; step <= steps; step += stride) {
            var work = "crash-" + step;
            request(work, 0, crashManifests(work));
            crashOnce(work, step);
            openSession();
            settle(work);
            assertThat(shape(work)).as("crash at step %d", step).isEqualTo(reference);
            withdraw(work);
            crashOnce(work, step);
            openSession();
            until(work, WorkRemoved.class);
            assertThat(left(work)).as("left after crash at step %d", step).isEmpty();
        }
    }

    private static String[] crashManifests(String work) {
        return new String[] {
            CONFIG.formatted(work + "-a", "1"),
            JOB.formatted("worker:1").replace("hydrate", work + "-job")
        };
    }

    private void crashOnce(String work, int step) {
        var row = row(work);
        transactions.crashAt(step);
        try {
            reconciler.reconcile(row);
        } catch (RecordingTransactions.Crash e) {
            // As wanted.
        }
        transactions.crashAt(Integer.MAX_VALUE);
    }

    private List<String> shape(String work) {
        return row(work).applied().stream()
                .map(a -> a.ref().kind() + a.ref().name().substring(work.length()))
                .toList();
    }

    private List<String> left(String work) {
        var maps = kube.client().configMaps().inNamespace(namespace).list().getItems().stream();
        return maps.map(m -> m.getMetadata().getName()).filter(n -> n.startsWith(work)).toList();
    }
}
