package dev.aquifer.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.cluster.testkit.TestCluster;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.DesiredEvent.ClassRequested;
import dev.aquifer.events.DesiredEvent.ClassWithdrawn;
import dev.aquifer.events.DesiredEvent.ClusterRequested;
import dev.aquifer.events.DesiredEvent.ClusterWithdrawn;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ObservationEvent;
import dev.aquifer.events.ObservationEvent.ObservedObject;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkEvent.SecretCopy;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import dev.aquifer.events.WorkId;
import dev.aquifer.events.spec.InferenceClassSpec;
import dev.aquifer.events.spec.InferenceClusterSpec;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import dev.aquifer.ledger.testkit.OtherProcess;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/** The running service and everybody around it, and short words for what they say. */
final class World implements AutoCloseable {
    final TestCluster kube;
    final Bus bus;
    final EmbeddedBroker broker = EmbeddedBroker.start();
    private final String database;
    private final Vertx vertx = Vertx.vertx();
    private final Map<String, String> settings;
    private ClusterService service;
    private @Nullable ClusterService second;

    World(TestCluster kube, Map<String, String> settings) {
        this.kube = kube;
        this.database = EmbeddedDatabase.shared().createNamed();
        this.settings = new java.util.HashMap<>(settings);
        this.settings.put("aquifer.kafka.bootstrap", broker.bootstrapServers());
        this.settings.put("aquifer.control.kubeconfig", write(kube.kubeconfig()));
        this.settings.put("aquifer.database.url", "unused");
        this.settings.put("aquifer.database.user", "unused");
        this.settings.put("aquifer.database.password-file", "unused");
        var source = EmbeddedDatabase.shared().named(database);
        Flyway.configure()
                .dataSource(source)
                .schemas("cluster")
                .defaultSchema("cluster")
                .load()
                .migrate();
        this.bus = new Bus(broker.bootstrapServers());
        this.service = launch();
    }

    private static String write(String kubeconfig) {
        try {
            var file = Files.createTempFile("control", ".kubeconfig");
            file.toFile().deleteOnExit();
            return Files.writeString(file, kubeconfig).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ClusterService launch() {
        return launch(settings, EmbeddedDatabase.shared().named(database), vertx);
    }

    /** Starts the service with those settings. */
    static ClusterService launch(Map<String, String> settings, DataSource database, Vertx vertx) {
        var config =
                new SmallRyeConfigBuilder()
                        .withMapping(ClusterSettings.class)
                        .withDefaultValues(settings)
                        .build()
                        .getConfigMapping(ClusterSettings.class);
        var started = new ClusterService(config, database, vertx, Clock.systemUTC());
        started.start();
        return started;
    }

    /** Starts another replica in a process of its own. */
    OtherProcess startProcess() {
        var arguments = new ArrayList<String>();
        arguments.add(EmbeddedDatabase.shared().url(database));
        settings.forEach((key, value) -> arguments.add(key + "=" + value));
        return OtherProcess.start(ReplicaOfService.class, arguments.toArray(String[]::new));
    }

    /** Stops the service, and starts it again on what it stored. */
    void restart() {
        service.close();
        service = launch();
    }

    /** Stops the service, copies its database, and starts it again. */
    void backup() {
        service.close();
        EmbeddedDatabase.shared().copy(database, database + "_backup");
        service = launch();
    }

    /** Stops the service, sets its database back to the copy, and starts it again. */
    void restore() {
        service.close();
        EmbeddedDatabase.shared().copy(database + "_backup", database);
        service = launch();
    }

    /** Sets the database back under the running service. */
    void restoreUnderneath() {
        EmbeddedDatabase.shared().copy(database + "_backup", database);
    }

    /** Starts a second replica on the same database and broker. */
    void addReplica() {
        second = launch();
    }

    /** Stops the replica that was there first. */
    void closeFirst() {
        service.close();
    }

    /** What keeps the service from its work. */
    Optional<String> trouble() {
        return service.trouble();
    }

    /** Lets the database store what it is told, or be read only. */
    void storing(boolean storing) throws SQLException {
        EmbeddedDatabase.shared()
                .execute(
                        "postgres",
                        "alter database %s set default_transaction_read_only = %s"
                                .formatted(database, storing ? "off" : "on"));
        EmbeddedDatabase.shared().endSessions(database);
    }

    static Subject cluster(String name, String uid, long generation) {
        return new Subject(
                ResourceRef.clusterScoped("InferenceCluster", name), new Uid(uid), generation);
    }

    static Subject cache(String namespace, String name) {
        return new Subject(
                new ResourceRef("ModelCache", namespace, name),
                new Uid(UUID.randomUUID().toString()),
                1);
    }

    void requestCluster(Subject subject, InferenceClusterSpec spec) {
        bus.publish(
                Topic.DESIRED, new ClusterRequested(subject, Metadata.NONE, spec, Instant.now()));
    }

    /** A class whose nodes have so many GPUs of 24 GiB. */
    Subject requestClass(String name, String uid, int gpus) {
        var subject =
                new Subject(ResourceRef.clusterScoped("InferenceClass", name), new Uid(uid), 1);
        bus.publish(
                Topic.DESIRED,
                new ClassRequested(
                        subject,
                        Metadata.NONE,
                        new InferenceClassSpec(
                                null,
                                null,
                                new InferenceClassSpec.Resources(
                                        new InferenceClassSpec.Gpu(gpus, "24Gi"))),
                        Instant.now()));
        return subject;
    }

    void withdrawClass(Subject subject) {
        bus.publish(Topic.DESIRED, new ClassWithdrawn(subject, Instant.now()));
    }

    void withdrawCluster(Subject subject) {
        bus.publish(Topic.DESIRED, new ClusterWithdrawn(subject, Instant.now()));
    }

    static InferenceClusterSpec existing(String secret, InferenceClusterSpec.NodePool... pools) {
        return new InferenceClusterSpec(
                new InferenceClusterSpec.Cluster(
                        "Existing",
                        new InferenceClusterSpec.Existing(
                                new InferenceClusterSpec.SecretKey(secret, null), null),
                        null),
                Arrays.asList(pools),
                null);
    }

    static InferenceClusterSpec.NodePool pool(String name, String className) {
        return new InferenceClusterSpec.NodePool(name, className, null, 1, null, null, null);
    }

    WorkRequested requestWork(
            Subject owner, String cluster, String work, long attempt, String... manifests) {
        return requestWork(owner, cluster, work, attempt, List.of(), manifests);
    }

    WorkRequested requestWork(
            Subject owner,
            String cluster,
            String work,
            long attempt,
            List<SecretCopy> secrets,
            String... manifests) {
        var requested = request(owner, cluster, work, attempt, secrets, manifests);
        bus.publish(Topic.WORKS, requested);
        return requested;
    }

    static WorkRequested request(
            Subject owner,
            String cluster,
            String work,
            long attempt,
            List<SecretCopy> secrets,
            String... manifests) {
        return new WorkRequested(
                owner,
                new ClusterName(cluster),
                new WorkId(work),
                "test",
                0,
                attempt,
                Arrays.stream(manifests).map(World::json).toList(),
                secrets,
                true,
                Instant.now());
    }

    void withdrawWork(Subject owner, String cluster, String work) {
        bus.publish(
                Topic.WORKS,
                new WorkWithdrawn(
                        owner, new ClusterName(cluster), new WorkId(work), "test", Instant.now()));
    }

    static JsonNode json(String text) {
        try {
            return EventCodec.JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What was said of a Work, in its order. */
    List<ObservationEvent> observations(String work) {
        return bus.all(ObservationEvent.class).stream()
                .filter(o -> o.work().value().equals(work))
                .toList();
    }

    /** What was said of a Work last. */
    @Nullable ObservationEvent last(String work) {
        var all = observations(work);
        return all.isEmpty() ? null : all.getLast();
    }

    /** How an object of a Work was observed last. */
    Optional<ObservedObject> observed(String work, String kind) {
        return last(work) instanceof WorkObserved seen
                ? seen.objects().stream().filter(o -> o.kind().equals(kind)).findFirst()
                : Optional.empty();
    }

    @Override
    public void close() {
        service.close();
        if (second != null) {
            second.close();
        }
        bus.close();
        vertx.close();
        broker.close();
    }
}
