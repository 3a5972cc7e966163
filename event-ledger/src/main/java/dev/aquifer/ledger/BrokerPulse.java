package dev.aquifer.ledger;

import java.time.Duration;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Metric;
import org.jspecify.annotations.Nullable;

/** A consumer whose broker is away polls nothing and says nothing; its heartbeats tell. */
final class BrokerPulse {
    private static final double SILENT_SECONDS = 6;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final HealthBoard board;
    private final LedgerLog log;
    private @Nullable Metric sinceHeartbeat;
    private boolean silent;

    BrokerPulse(KafkaConsumer<byte[], byte[]> consumer, HealthBoard board, LedgerLog log) {
        this.consumer = consumer;
        this.board = board;
        this.log = log;
    }

    void check() {
        var metric = sinceHeartbeat == null ? find() : sinceHeartbeat;
        sinceHeartbeat = metric;
        boolean now =
                metric != null
                        && metric.metricValue() instanceof Double seconds
                        && seconds > SILENT_SECONDS;
        if (now && !silent) {
            board.waits("broker", LedgerHealth.State.PAUSED, "the broker does not answer");
            log.paused("broker", new IllegalStateException("no heartbeat"), Duration.ZERO);
        } else if (!now && silent) {
            board.goesOn("broker");
            log.resumed("broker");
        }
        silent = now;
    }

    private @Nullable Metric find() {
        for (var entry : consumer.metrics().entrySet()) {
            if (entry.getKey().name().equals("last-heartbeat-seconds-ago")) {
                return entry.getValue();
            }
        }
        return null;
    }
}
