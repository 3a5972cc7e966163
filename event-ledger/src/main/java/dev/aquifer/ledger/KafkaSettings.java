package dev.aquifer.ledger;

import java.util.Map;

/**
 * How to reach the broker.
 *
 * @param bootstrapServers comma separated {@code host:port}
 * @param client further properties of all clients, for example of TLS and SASL
 */
public record KafkaSettings(String bootstrapServers, Map<String, String> client) {
    public KafkaSettings {
        if (bootstrapServers.isBlank()) {
            throw new IllegalArgumentException("bootstrapServers is blank");
        }
        client = Map.copyOf(client);
    }

    /** A broker without TLS and login. */
    public static KafkaSettings of(String bootstrapServers) {
        return new KafkaSettings(bootstrapServers, Map.of());
    }
}
