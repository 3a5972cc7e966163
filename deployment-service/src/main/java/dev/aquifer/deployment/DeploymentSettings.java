package dev.aquifer.deployment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What can be set, as {@code aquifer.…} or {@code AQUIFER_…}. */
@ConfigMapping(prefix = "aquifer")
public interface DeploymentSettings {
    /** The broker. */
    Kafka kafka();

    /** The database. */
    Database database();

    /** The inference-gateway that users reach. */
    Gateway gateway();

    /** How engines and the gateway are asked. */
    Probe probe();

    /** When deployments are looked at again. */
    Decisions decisions();

    /** The broker. */
    interface Kafka {
        /** Comma separated {@code host:port}. */
        @WithDefault("localhost:9092")
        String bootstrap();

        /**
         * Names this replica for good, so that after a crash it takes its partitions back at once;
         * none when replicas have no names of their own.
         */
        Optional<String> instance();

        /** Further properties of all clients, for example of TLS and SASL. */
        Map<String, String> client();
    }

    /** The database; its address is {@code AQUIFER_DATABASE_URL}. */
    interface Database {
        /** Its user. */
        @WithDefault("deployment_service")
        String user();

        /** A file with the password; none for a database without. */
        Optional<Path> passwordFile();
    }

    /** The gateway. */
    interface Gateway {
        /** Its address, for users and for asking engines through it. */
        @WithDefault("http://localhost:8080")
        URI url();
    }

    /** When deployments are looked at again. */
    interface Decisions {
        /** How often it is looked whether GPUs became free for those that wait for some. */
        @WithDefault("PT1S")
        Duration tick();

        /** How often everything is decided again without a cause. */
        @WithDefault("PT5M")
        Duration sweep();
    }

    /** How engines and the gateway are asked. */
    interface Probe {
        /** Between two looks at engines that did not answer yet. */
        @WithDefault("500ms")
        Duration interval();

        /** Between two looks at the gateway. */
        @WithDefault("2s")
        Duration gatewayInterval();

        /** For one answer. */
        @WithDefault("3s")
        Duration timeout();
    }
}
