package dev.aquifer.sandbox.launcher.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.Topic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker as a process: starts, has our topics, keeps what it was told through a kill. */
class BrokerTest {
    @TempDir private Path temporary;

    @Test
    void keepsRecordsWhenItIsKilledAndStartedOnOtherPorts() throws Exception {
        try (var broker = new RunningBroker(temporary.resolve("a b"))) {
            new TopicCreation(broker.address()).run();
            new TopicCreation(broker.address()).run();
            assertTopics(broker.address());
            publish(broker.address());
            broker.kill();
        }
        try (var broker = new RunningBroker(temporary.resolve("a b"))) {
            assertThat(firstValue(broker.address())).isEqualTo("kept");
        }
    }

    private static void assertTopics(String address) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", address))) {
            var names = Arrays.stream(Topic.values()).map(Topic::topicName).toList();
            assertThat(admin.listTopics().names().get(20, TimeUnit.SECONDS)).containsAll(names);
            var desired = new ConfigResource(ConfigResource.Type.TOPIC, Topic.DESIRED.topicName());
            var settings = admin.describeConfigs(List.of(desired)).all().get(20, TimeUnit.SECONDS);
            var policy = settings.values().iterator().next().get("cleanup.policy").value();
            assertThat(policy).isEqualTo("compact");
        }
    }

    private static void publish(String address) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", address, "acks", "all");
        try (var producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topic.REQUESTS.topicName(), 0, "key", "kept"))
                    .get(20, TimeUnit.SECONDS);
        }
    }

    private static String firstValue(String address) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", address, "auto.offset.reset", "earliest");
        try (var consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var partition = new TopicPartition(Topic.REQUESTS.topicName(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return await().atMost(Duration.ofSeconds(30))
                    .until(
                            () -> consumer.poll(Duration.ofMillis(500)).records(partition),
                            records -> !records.isEmpty())
                    .getFirst()
                    .value();
        }
    }

    private static final class RunningBroker implements AutoCloseable {
        private final int port = freePort();
        private final Process process;

        RunningBroker(Path data) throws IOException {
            var command =
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-Xmx192m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            BrokerMain.class.getName(),
                            data.toString(),
                            Integer.toString(port),
                            Integer.toString(freePort()));
            process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(data.resolveSibling("broker.log").toFile())
                            .start();
            await().atMost(Duration.ofSeconds(60)).until(this::accepts);
        }

        String address() {
            return "127.0.0.1:" + port;
        }

        void kill() {
            process.destroyForcibly().onExit().join();
        }

        private boolean accepts() {
            if (!process.isAlive()) {
                throw new IllegalStateException("the broker ended: " + process.exitValue());
            }
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException notYet) {
                return false;
            }
        }

        private static int freePort() {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
            kill();
        }
    }
}
