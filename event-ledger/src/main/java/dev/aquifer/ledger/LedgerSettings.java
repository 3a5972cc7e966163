package dev.aquifer.ledger;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a ledger works. Start with {@link #of}.
 *
 * @param service the service's name; its events have the source {@code /aquifer/NAME}
 * @param kafka the broker
 * @param group the consumer group, shared by the replicas of the service
 * @param instance names this replica for good, so that after a crash it takes its partitions back
 *     at once; null when replicas have no names of their own
 * @param batch most records in one transaction
 * @param handlerAttempts how often a handler may throw for an event before it is a dead letter
 * @param firstBackoff between the first two attempts; doubles with each further one
 * @param longestBackoff between two attempts
 * @param relayInterval how often the outbox is looked at without a signal, as another replica may
 *     have written to it
 * @param maxRecordBytes largest payload that may be published
 * @param frozenAfter a replica whose process does not move for so long (stopped, or cut off) loses
 *     its sessions of the database, and what they have locked
 * @param retention how long handled ids and slots that are gone are remembered
 */
public record LedgerSettings(
        String service,
        KafkaSettings kafka,
        String group,
        @Nullable String instance,
        int batch,
        int handlerAttempts,
        Duration firstBackoff,
        Duration longestBackoff,
        Duration relayInterval,
        int maxRecordBytes,
        Duration frozenAfter,
        Duration retention) {
    /** Largest payload, if nothing else is said: a topic takes 1 MiB, headers included. */
    public static final int MOST_RECORD_BYTES = 900_000;

    static final Duration USUAL_RETENTION = Duration.ofDays(14);

    public LedgerSettings {
        if (service.isBlank() || group.isBlank()) {
            throw new IllegalArgumentException("service or group is blank");
        }
        if (batch < 1 || handlerAttempts < 1) {
            throw new IllegalArgumentException("batch and handlerAttempts are at least 1");
        }
    }

    /** The usual settings for a service; the group has the service's name. */
    public static LedgerSettings of(String service, String bootstrapServers) {
        return of(service, KafkaSettings.of(bootstrapServers));
    }

    /** The same for a broker that wants TLS or a login. */
    public static LedgerSettings of(String service, KafkaSettings kafka) {
        return new LedgerSettings(
                service,
                kafka,
                service,
                null,
                100,
                4,
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                Duration.ofMillis(100),
                MOST_RECORD_BYTES,
                Duration.ofSeconds(15),
                USUAL_RETENTION);
    }

    /** The same with a name for this replica. */
    public LedgerSettings withInstance(String name) {
        return new LedgerSettings(
                service,
                kafka,
                group,
                name,
                batch,
                handlerAttempts,
                firstBackoff,
                longestBackoff,
                relayInterval,
                maxRecordBytes,
                frozenAfter,
                retention);
    }

    /** The same with other backoffs, for tests and impatient people. */
    public LedgerSettings withBackoff(Duration first, Duration longest) {
        return new LedgerSettings(
                service,
                kafka,
                group,
                instance,
                batch,
                handlerAttempts,
                first,
                longest,
                relayInterval,
                maxRecordBytes,
                frozenAfter,
                retention);
    }

    /** The same for replicas that are taken for frozen sooner or later. */
    public LedgerSettings withFrozenAfter(Duration duration) {
        return new LedgerSettings(
                service,
                kafka,
                group,
                instance,
                batch,
                handlerAttempts,
                firstBackoff,
                longestBackoff,
                relayInterval,
                maxRecordBytes,
                duration,
                retention);
    }

    /** What events of this service have as source. */
    public String source() {
        return "/aquifer/" + service;
    }
}
