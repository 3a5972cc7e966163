package dev.aquifer.embeddedkubernetes.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract on a real API server, which proves that the tests ask for what is really so: on the
 * one that {@code AQUIFER_CONTRACT_KUBECONFIG} names, else on one of its own.
 */
class RealServerTest {
    @TempDir private static Path folder;
    private static @Nullable RealServer server;
    private static @Nullable Target target;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        target = Target.chosen().orElse(null);
        if (target == null) {
            server = RealServer.start(folder.resolve("real"));
            target = server.target();
        }
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        if (server != null) {
            server.stop();
        }
    }

    private static Target target() {
        return Objects.requireNonNull(target);
    }

    @Nested
    class Writes extends WriteContract {
        Writes() {
            super(target());
        }
    }

    @Nested
    class Reads extends ReadContract {
        Reads() {
            super(target());
        }
    }

    @Nested
    class Watches extends WatchContract {
        Watches() {
            super(target());
        }
    }

    @Nested
    class Deletions extends DeleteContract {
        Deletions() {
            super(target());
        }
    }

    @Nested
    class WithKubectl extends KubectlContract {
        WithKubectl() {
            super(target());
        }
    }

    @Nested
    class ChangesWithKubectl extends KubectlChangeContract {
        ChangesWithKubectl() {
            super(target());
        }
    }

    @Nested
    class WithFabric8 extends Fabric8Contract {
        WithFabric8() {
            super(target());
        }
    }

    @Nested
    class Creates extends CreateContract {
        Creates() {
            super(target());
        }
    }

    @Nested
    class ClusterWithKubectl extends KubectlClusterContract {
        ClusterWithKubectl() {
            super(target());
        }
    }

    @Nested
    class Sessions extends TranscriptContract {
        Sessions() {
            super(target(), true);
        }
    }
}
