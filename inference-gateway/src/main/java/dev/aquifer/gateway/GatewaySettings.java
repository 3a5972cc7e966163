package dev.aquifer.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What can be set, as {@code aquifer.…} or {@code AQUIFER_…}. */
@ConfigMapping(prefix = "aquifer")
interface GatewaySettings {
    /** The broker. */
    Kafka kafka();

    /** The broker. */
    interface Kafka {
        /** Comma separated {@code host:port}. */
        @WithDefault("localhost:9092")
        String bootstrap();
    }
}
