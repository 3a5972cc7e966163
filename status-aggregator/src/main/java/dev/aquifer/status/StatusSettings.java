package dev.aquifer.status;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;

/** What can be set, as {@code aquifer.…} or {@code AQUIFER_…}. */
@ConfigMapping(prefix = "aquifer")
public interface StatusSettings {
    /** The broker. */
    Kafka kafka();

    /** How silence is told from quiet. */
    Silence silence();

    /** What is expected of hydrations. */
    Hydration hydration();

    /** What is expected of hydrations. */
    interface Hydration {
        /** Fewer bytes a second than this, over a minute, are slow. */
        @WithDefault("1048576")
        long slowBelow();
    }

    /** The broker. */
    interface Kafka {
        /** Comma separated {@code host:port}. */
        @WithDefault("localhost:9092")
        String bootstrap();

        /** Further properties of all clients, for example of TLS and SASL. */
        Map<String, String> client();
    }

    /** How silence is told from quiet. */
    interface Silence {
        /** Sessions are renewed each 10 s; a cluster is silent after this long without. */
        @WithDefault("40s")
        Duration after();

        /** Between two looks. */
        @WithDefault("5s")
        Duration interval();
    }
}
