package dev.aquifer.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be set, as {@code aquifer.…} or {@code AQUIFER_…}. */
@ConfigMapping(prefix = "aquifer")
interface GatewaySettings {
    /** The broker. */
    Kafka kafka();

    /** What it may connect to. */
    Backends backends();

    /** What it may connect to. */
    interface Backends {
        /**
         * Hosts, or blocks of addresses (10.8.0.0/16), that may be on a private network, comma
         * separated: the networks in which gangs have their addresses, no others. Whoever may write
         * a ModelEndpoint can have requests sent there.
         */
        Optional<List<String>> allowedPrivate();
    }

    /** The broker. */
    interface Kafka {
        /** Comma separated {@code host:port}. */
        @WithDefault("localhost:9092")
        String bootstrap();

        /** Further properties of all clients, for example of TLS and SASL. */
        Map<String, String> client();
    }
}
