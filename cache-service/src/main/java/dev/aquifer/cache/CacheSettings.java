package dev.aquifer.cache;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All settings of the service; the environment variables are {@code AQUIFER_…}. */
@ConfigMapping(prefix = "aquifer")
public interface CacheSettings {

    /** The broker. */
    Kafka kafka();

    /** The service's own database. */
    Database database();

    /** How artifacts are fetched. */
    HydrationSettings hydration();

    /** When caches are looked at again. */
    Cache cache();

    /** The broker. */
    interface Kafka {
        /** Comma separated {@code host:port}. */
        String bootstrap();

        /**
         * A name of this replica that survives a restart, so that it takes its work back at once.
         */
        Optional<String> instance();

        /** Further properties of all clients, for example of TLS and SASL. */
        Map<String, String> client();
    }

    /** The service's own database. */
    interface Database {
        /** {@code jdbc:postgresql://…} */
        String url();

        /** The role; it may create schemas. */
        String user();

        /** A file with its password, read again for each connection. */
        Path passwordFile();
    }

    /** How artifacts are fetched. */
    interface HydrationSettings {
        /** The image of the worker. */
        @WithDefault("aquifer/hydration-worker:0.1")
        String image();

        /** Where repositories of the hub are. */
        @WithDefault("https://huggingface.co")
        URI huggingfaceEndpoint();

        /**
         * Origins that are not on the public network and may be fetched from all the same: host,
         * host:port or CIDR.
         */
        Optional<List<String>> allowedPrivateOrigins();

        /**
         * Registries that are spoken to without encryption: host, or host:port. They have to be
         * private origins that are allowed.
         */
        Optional<List<String>> plainHttpRegistries();

        /**
         * A PEM file with the certificates of authorities that workers trust in addition to the
         * public ones; read again at each tick.
         */
        Optional<Path> trustedAuthorities();

        /** Files that an artifact may have at most; up to a million. */
        @WithDefault("20000")
        int maxFiles();

        /** Streams that all attempts together may have to one host with one credential. */
        @WithDefault("16")
        int streamsPerOrigin();

        /** The most of them that one attempt gets. */
        @WithDefault("8")
        int streamsPerAttempt();
    }

    /** When caches are looked at again. */
    interface Cache {
        /** The pause after a first failure; doubles with each further one. */
        @WithDefault("PT10S")
        Duration firstRetry();

        /** The longest pause between attempts. */
        @WithDefault("PT10M")
        Duration longestRetry();

        /**
         * The first pause where something outside has to change before an attempt can succeed;
         * doubles with each further failure.
         */
        @WithDefault("PT10M")
        Duration causeChangedRetry();

        /** The longest of those pauses. */
        @WithDefault("PT6H")
        Duration longestCauseChangedRetry();

        /**
         * How long the attempt that finds out the revision of a source may take to run while others
         * wait for it; then another cluster tries.
         */
        @WithDefault("PT3M")
        Duration startWithin();

        /** How long its worker may then take to say what it will fetch. */
        @WithDefault("PT15M")
        Duration planWithin();

        /**
         * How long a Job that looks after what is staged may take to run; then it is withdrawn, and
         * tried again after {@code mend-again}.
         */
        @WithDefault("PT5M")
        Duration tendWithin();

        /** How long files that could not be mended are left alone before they are read again. */
        @WithDefault("PT1H")
        Duration mendAgain();

        /** How often timers are looked at. */
        @WithDefault("PT1S")
        Duration tick();

        /** How often everything is decided again without a cause. */
        @WithDefault("PT5M")
        Duration sweep();
    }
}
