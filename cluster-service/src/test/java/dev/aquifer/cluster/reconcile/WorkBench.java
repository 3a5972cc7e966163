package dev.aquifer.cluster.reconcile;

import static org.awaitility.Awaitility.await;

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
import dev.aquifer.events.ObservationEvent.ObservedObject;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRejected;
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
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
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
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A cluster with one session on it, and short words for what is wanted and what is there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WorkBench {
    static final ClusterName EAST = new ClusterName("east");
    static final String CONFIG =
            "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'%s'},'data':{'a':'%s'}}";
    static final String JOB =
            """
            {'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'hydrate'},
             'spec':{'backoffLimit':0,'template':{'spec':{'restartPolicy':'Never',
               'containers':[{'name':'worker','image':'%s'}]}}}}
            """;
    static final String GANG_KIND =
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
    static final String GANG =
            """
            {'apiVersion':'leaderworkerset.x-k8s.io/v1','kind':'LeaderWorkerSet',
             'metadata':{'name':'gang'},
             'spec':{'replicas':1,'leaderWorkerTemplate':{'size':2,'workerTemplate':{'spec':
               {'containers':[{'name':'engine','image':'e'}]}}}}}
            """;

    private final Vertx vertx = Vertx.vertx();
    private final ClusterClients clients = new ClusterClients(vertx, Duration.ofSeconds(5), 1000);
    TestCluster kube;
    Wire wire;
    ControlCluster control;
    RecordingTransactions transactions;
    WorkloadCluster cluster;
    WorkReconciler reconciler;
    long session;
    Subject owner;
    String namespace;

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
        admit("east");
        openSession();
    }

    @AfterEach
    void end() {
        cluster.close();
        kube.client().namespaces().withName(namespace).delete();
    }

    /** An InferenceCluster of that name is wanted. */
    void admit(String name) {
        var spec =
                new InferenceClusterSpec(
                        new InferenceClusterSpec.Cluster("Existing", null, null), null, null);
        var subject =
                new Subject(
                        ResourceRef.clusterScoped("InferenceCluster", name),
                        new Uid("uid-" + name),
                        1);
        transactions.in(
                Cause.continuing("c"),
                tx -> {
                    ClusterStore.put(tx.jdbi(), subject, spec, "c");
                    return true;
                });
    }

    /** Somebody changes a ConfigMap of the Work. */
    void edit(String name, UnaryOperator<ConfigMapBuilder> change) {
        kube.client()
                .configMaps()
                .inNamespace(namespace)
                .withName(name)
                .edit(map -> change.apply(new ConfigMapBuilder(map)).build());
    }

    /** Where the session finds the cluster. */
    String address() {
        return wire.server();
    }

    /** A session as after a start of the process. */
    final void openSession() {
        if (cluster != null) {
            cluster.close();
        }
        var encoded =
                Base64.getEncoder()
                        .encodeToString(
                                kube.kubeconfig(address()).getBytes(StandardCharsets.UTF_8));
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
                        _ -> Heard.NOTHING,
                        Clock.systemUTC());
    }

    void request(String work, long attempt, String... manifests) {
        request(work, attempt, List.of(), manifests);
    }

    void request(String work, long attempt, List<SecretCopy> secrets, String... manifests) {
        request(work, attempt, secrets, List.of(), manifests);
    }

    void request(
            String work,
            long attempt,
            List<SecretCopy> secrets,
            List<ConfigMapCopy> configMaps,
            String... manifests) {
        var trees = Arrays.stream(manifests).map(WorkBench::tree).toList();
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
    static ObjectTree tree(String text) {
        try {
            return new ObjectTree(EventCodec.JSON.readValue(text.replace('\'', '"'), Map.class));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    void withdraw(String work) {
        transactions.in(
                Cause.continuing("c"),
                tx -> {
                    WorkStore.withdraw(tx.jdbi(), row(work), tx.cause());
                    return true;
                });
    }

    WorkRow row(String work) {
        return transactions
                .read(handle -> WorkStore.find(handle, EAST, new WorkId(work)))
                .orElseThrow();
    }

    Pass pass(String work) {
        return reconciler.reconcile(row(work));
    }

    /** Passes over a Work until it is settled and that was said, as the session's queue would. */
    void settle(String work) {
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(() -> settled(pass(work)));
    }

    static boolean settled(Pass pass) {
        return pass == Pass.SETTLED || pass == Pass.COMPARING || pass == Pass.EXPECTING;
    }

    void until(String work, Class<? extends ObservationEvent> said) {
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> {
                            pass(work);
                            return said.isInstance(row(work).observation().orElse(null));
                        });
    }

    ObservedObject until(String work, Readiness readiness) {
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

    WorkRejected rejection(String work) {
        until(work, WorkRejected.class);
        return (WorkRejected) row(work).observation().orElseThrow();
    }

    long saidOf(Class<? extends Event> type) {
        return transactions.published().stream().filter(type::isInstance).count();
    }

    Map<String, String> data(String name) {
        return kube.client().configMaps().inNamespace(namespace).withName(name).get().getData();
    }

    WorkObserved last(String work) {
        return (WorkObserved) row(work).observation().orElseThrow();
    }
}
