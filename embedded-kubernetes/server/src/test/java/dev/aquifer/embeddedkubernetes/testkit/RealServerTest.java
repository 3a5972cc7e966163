package dev.aquifer.embeddedkubernetes.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real API server: proves that the tests ask for what is really so. */
class RealServerTest {
    @TempDir private static Path folder;
    private static @Nullable RealServer server;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = RealServer.start(folder.resolve("real"));
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        if (server != null) { // null where there is no real API server: the tests were aborted
            if (server != null) {
                server.stop();
            }
        }
    }

    private static Target target() {
        return Objects.requireNonNull(server).target();
    }

    @Nested
    class Writes extends WriteContract {
        Writes() {
            super(Objects.requireNonNull(server).target());
        }
    }

    @Nested
    class Reads extends ReadContract {
        Reads() {
            super(Objects.requireNonNull(server).target());
        }
    }

    @Nested
    class Watches extends WatchContract {
        Watches() {
            super(Objects.requireNonNull(server).target());
        }
    }

    @Nested
    class Deletions extends DeleteContract {
        Deletions() {
            super(Objects.requireNonNull(server).target());
        }
    }

    @Nested
    class WithKubectl extends KubectlContract {
        WithKubectl() {
            super(Objects.requireNonNull(server).target());
        }
    }

    @Nested
    class ChangesWithKubectl extends KubectlChangeContract {
        ChangesWithKubectl() {
            super(Objects.requireNonNull(server).target());
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
}
