package dev.aquifer.ledger;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Kafka's own clients with the choices that all of Aquifer makes, for records that are no events of
 * ours yet: what strangers write, under names that an operator chose.
 */
public final class KafkaClients {
    private KafkaClients() {}

    /** Reads committed records of partitions that its owner assigns; commits no offsets. */
    public static KafkaConsumer<byte[], byte[]> reader(KafkaSettings kafka) {
        return KafkaConfig.reader(kafka);
    }

    /** Keeps the order of each partition and loses nothing it acknowledged; no transactions. */
    public static KafkaProducer<byte[], byte[]> producer(KafkaSettings kafka) {
        return KafkaConfig.producer(kafka, null);
    }

    /** Which of so many partitions all records of that key are in. */
    public static int partition(String key, int partitions) {
        return KafkaConfig.partition(key, partitions);
    }

    /** The headers of a record as text; the last of a name counts. */
    public static Map<String, String> headers(ConsumerRecord<?, ?> record) {
        return WireHeader.text(record.headers());
    }

    /** Asks about topics. */
    public static Admin admin(KafkaSettings kafka) {
        return KafkaConfig.admin(kafka);
    }
}
