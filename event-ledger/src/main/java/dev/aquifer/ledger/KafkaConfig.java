package dev.aquifer.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Every choice about Kafka's clients, in one place. */
final class KafkaConfig {
    static final int MAX_BLOCK_MS = 5_000;
    private static final int LARGEST_RECORD = 16 * 1024 * 1024;

    private KafkaConfig() {}

    /** A member of a group whose offsets are elsewhere. */
    static KafkaConsumer<byte[], byte[]> member(
            KafkaSettings kafka, String group, @Nullable String instance) {
        var properties = consumer(kafka);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        if (instance != null) {
            properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, group + "-" + instance);
        }
        properties.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName());
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1_000);
        // The database has the offset; where the broker lost it, the ledger decides.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return new KafkaConsumer<>(properties);
    }

    /** A reader that chooses its partitions itself. */
    static KafkaConsumer<byte[], byte[]> reader(KafkaSettings kafka) {
        var properties = consumer(kafka);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new KafkaConsumer<>(properties);
    }

    /** The same for one that decides itself what follows when the broker lost its place. */
    static KafkaConsumer<byte[], byte[]> attentiveReader(KafkaSettings kafka) {
        var properties = consumer(kafka);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return new KafkaConsumer<>(properties);
    }

    private static Properties consumer(KafkaSettings kafka) {
        var properties = client(kafka);
        properties.put(
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        properties.put(
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        return properties;
    }

    /** A producer that keeps the order of each partition and loses nothing it acknowledged. */
    static KafkaProducer<byte[], byte[]> producer(
            KafkaSettings kafka, @Nullable String transactionalId) {
        var properties = client(kafka);
        properties.put(
                ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(
                ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        properties.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        properties.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_RECORD);
        if (transactionalId != null) {
            properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
            properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000);
        }
        return new KafkaProducer<>(properties);
    }

    static Admin admin(KafkaSettings kafka) {
        var properties = client(kafka);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        return Admin.create(properties);
    }

    private static Properties client(KafkaSettings kafka) {
        var properties = new Properties();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        properties.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, 30_000);
        properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 2_000);
        // A broker that comes back under other addresses is found again.
        properties.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "rebootstrap");
        properties.putAll(kafka.client());
        return properties;
    }

    /**
     * The partition of a resource: that of Kafka's default for the bytes of the partition key, so
     * that all keys of a resource share one.
     */
    static int partition(String partitionKey, int count) {
        var bytes = partitionKey.getBytes(StandardCharsets.UTF_8);
        return Utils.toPositive(Utils.murmur2(bytes)) % count;
    }
}
