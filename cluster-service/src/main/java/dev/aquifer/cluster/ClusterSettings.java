package dev.aquifer.cluster;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** All settings of the service; the environment variables are {@code AQUIFER_…}. */
@ConfigMapping(prefix = "aquifer")
public interface ClusterSettings {

    /** The broker, comma separated {@code host:port}. */
    Kafka kafka();

    /** The service's own database. */
    Database database();

    /** Where the control cluster is. */
    Control control();

    /** How workload clusters are treated. */
    Clusters clusters();

    /** The broker. */
    interface Kafka {
        /** Comma separated {@code host:port}. */
        String bootstrap();

        /**
         * A name of this replica that survives a restart, so that it takes its clusters back at
         * once.
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

    /** The control cluster. */
    interface Control {
        /** A kubeconfig file; without one, the pod's own service account. */
        Optional<Path> kubeconfig();
    }

    /** Workload clusters. */
    interface Clusters {
        /** How often a session is renewed while its cluster answers. */
        @WithDefault("PT10S")
        Duration renewal();

        /** How long one request may take. */
        @WithDefault("PT8S")
        Duration requestTimeout();

        /** How many requests a second one cluster gets, after a burst of 40. */
        @WithDefault("20")
        double requestsPerSecond();

        /** The longest wait before something that a cluster refused is tried again. */
        @WithDefault("PT30S")
        Duration longestBackoff();

        /** How often everything is looked at without a cause. */
        @WithDefault("PT5M")
        Duration sweep();

        /** How often copies of Secrets that are in use are compared with their sources. */
        @WithDefault("PT30S")
        Duration secrets();

        /** How long a withdrawn cluster may be silent before what is on it counts as removed. */
        @WithDefault("PT5M")
        Duration goneAfter();
    }
}
