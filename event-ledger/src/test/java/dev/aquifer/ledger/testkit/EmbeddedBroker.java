package dev.aquifer.ledger.testkit;

import dev.aquifer.events.Topic;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker in this JVM, KRaft in combined mode, with all topics of Aquifer. It can go away
 * and come back at the same address with what it had.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final int controllerPort;
    private @Nullable KafkaRaftServer server;

    private EmbeddedBroker(Path folder) throws IOException {
        this.folder = folder;
        try (var one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = one.getLocalPort();
            controllerPort = other.getLocalPort();
        }
    }

    private static final class Shared {
        static final EmbeddedBroker BROKER = start();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(BROKER::close));
        }
    }

    /** The broker of this JVM, for tests that do not stop it; it ends with the JVM. */
    public static EmbeddedBroker shared() {
        return Shared.BROKER;
    }

    /** A broker of its own. */
    public static EmbeddedBroker start() {
        try {
            var broker = new EmbeddedBroker(Files.createTempDirectory("embedded-broker"));
            broker.format();
            broker.comeBack();
            broker.createTopics(2);
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients find it. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    private void format() {
        try {
            new Formatter()
                    .setPrintStream(
                            new PrintStream(
                                    OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setNodeId(1)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(folder.toString())
                    .setDirectories(List.of(folder.toString()))
                    .run();
        } catch (Exception e) { // what its signature says
            throw new IllegalStateException("cannot format " + folder, e);
        }
    }

    private Properties properties() {
        var properties = new Properties();
        properties.putAll(
                Map.of(
                        "process.roles", "broker,controller",
                        "node.id", "1",
                        "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
                        "controller.listener.names", "CONTROLLER",
                        "listeners",
                                "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                                        .formatted(port, controllerPort),
                        "advertised.listeners", "PLAINTEXT://127.0.0.1:" + port,
                        "listener.security.protocol.map",
                                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                        "log.dirs", folder.toString(),
                        "auto.create.topics.enable", "false",
                        "group.initial.rebalance.delay.ms", "0"));
        properties.putAll(
                Map.of(
                        "offsets.topic.replication.factor", "1",
                        "offsets.topic.num.partitions", "1",
                        "transaction.state.log.replication.factor", "1",
                        "transaction.state.log.num.partitions", "1",
                        "transaction.state.log.min.isr", "1",
                        "share.coordinator.state.topic.replication.factor", "1",
                        "group.min.session.timeout.ms", "1000",
                        "log.cleaner.dedupe.buffer.size", "2097152",
                        "num.network.threads", "1",
                        "num.io.threads", "2"));
        return properties;
    }

    /** Begins to answer again. */
    public synchronized void comeBack() {
        var started = new KafkaRaftServer(new KafkaConfig(properties()), Time.SYSTEM);
        started.startup();
        server = started;
    }

    /** Ceases to answer; all it had stays. */
    public synchronized void goAway() {
        var running = server;
        server = null;
        if (running != null) {
            running.shutdown();
            running.awaitShutdown();
        }
    }

    private void createTopics(int partitions) {
        administrate(
                admin ->
                        admin.createTopics(
                                        Arrays.stream(Topic.values())
                                                .map(t -> topic(t, partitions))
                                                .toList())
                                .all()
                                .get());
    }

    /** Loses a topic with all that it held. */
    public void delete(Topic topic) {
        administrate(
                admin -> {
                    admin.deleteTopics(List.of(topic.topicName())).all().get();
                    while (admin.listTopics().names().get().contains(topic.topicName())) {
                        Thread.onSpinWait();
                    }
                });
    }

    /** Makes a topic, empty. */
    public void create(Topic topic) {
        administrate(
                admin -> {
                    admin.createTopics(List.of(topic(topic, 2))).all().get();
                    // Known to the controller is not yet known to the broker.
                    while (!admin.listTopics().names().get().contains(topic.topicName())) {
                        Thread.onSpinWait();
                    }
                });
    }

    /** Loses all records of a topic, as one whose retention was set wrongly does. */
    public void deleteRecords(Topic topic) {
        administrate(
                admin -> {
                    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.topicName());
                    var deleting =
                            new AlterConfigOp(
                                    new ConfigEntry("cleanup.policy", "compact,delete"),
                                    AlterConfigOp.OpType.SET);
                    admin.incrementalAlterConfigs(Map.of(resource, List.of(deleting))).all().get();
                    var all = new HashMap<TopicPartition, RecordsToDelete>();
                    for (int partition = 0; partition < 2; partition++) {
                        all.put(
                                new TopicPartition(topic.topicName(), partition),
                                RecordsToDelete.beforeOffset(-1));
                    }
                    admin.deleteRecords(all).all().get();
                });
    }

    private interface Administration {
        void on(Admin admin) throws Exception;
    }

    private void administrate(Administration administration) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", (Object) bootstrapServers()))) {
            administration.on(admin);
        } catch (Exception e) { // interruption or refusal: no test can go on
            throw new IllegalStateException("the broker refused", e);
        }
    }

    private static NewTopic topic(Topic topic, int partitions) {
        return new NewTopic(topic.topicName(), partitions, (short) 1)
                .configs(Map.of("cleanup.policy", topic.compacted() ? "compact" : "delete"));
    }

    @Override
    public void close() {
        goAway();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
