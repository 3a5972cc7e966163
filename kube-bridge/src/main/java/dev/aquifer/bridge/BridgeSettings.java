package dev.aquifer.bridge;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What can be set about the bridge. */
@ConfigMapping(prefix = "aquifer.bridge")
public interface BridgeSettings {
    /** The broker. */
    Kafka kafka();

    /** The control API. */
    Control control();

    /** Who leads. */
    Lease lease();

    /** Kubernetes Events. */
    Events events();

    /** What other systems ask for on the bus. */
    Requests requests();

    /** How the broker is reached. */
    interface Kafka {
        /** Comma separated host:port. */
        String bootstrapServers();

        /** Further properties of all clients, for example of TLS and SASL. */
        Map<String, String> client();
    }

    /** How the control API is reached. */
    interface Control {
        /** A kubeconfig; without it the service account of the pod is used. */
        Optional<String> kubeconfig();

        /** How long an answer may take. */
        @WithDefault("10s")
        Duration timeout();
    }

    /** The Lease that says who leads. */
    interface Lease {
        /** Its namespace; made when missing. */
        @WithDefault("modelplane-system")
        String namespace();

        /** Its name. */
        @WithDefault("kube-bridge")
        String name();

        /**
         * Names this replica for good, so that after a crash it leads again at once; never give two
         * replicas the same. Without it, each start has a name of its own.
         */
        Optional<String> identity();

        /** For how long others believe that the holder lives, when they see no sign of it. */
        @WithDefault("15s")
        Duration duration();

        /** For how long the holder goes on when it cannot renew; less than the duration. */
        @WithDefault("10s")
        Duration renewDeadline();

        /** How often it is looked at. */
        @WithDefault("2s")
        Duration retry();
    }

    /** Kubernetes Events for transitions. */
    interface Events {
        /** Older transitions are not told. */
        @WithDefault("1h")
        Duration newerThan();
    }

    /** Requests on the bus. */
    interface Requests {
        /**
         * The user in whose name those of {@code aquifer.requests} are carried out; without one
         * that topic is not read.
         */
        Optional<String> user();

        /** Namespaces that {@code aquifer.requests} is bound to; without any, all of the user's. */
        Optional<Set<String>> namespaces();

        /** Further topics of requests, by any name. */
        Map<String, Tenant> tenants();
    }

    /** Those who have a topic of requests of their own. */
    interface Tenant {
        /** The topic where they ask. */
        String topic();

        /** The user in whose name their requests are carried out. */
        String user();

        /** The namespaces that the topic is bound to. */
        Set<String> namespaces();

        /** The topic where they are answered. */
        @WithDefault("aquifer.answers")
        String answers();
    }
}
