package dev.aquifer.embeddedkubernetes.testkit;

import dev.aquifer.embeddedkubernetes.EmbeddedKubernetes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the embedded server. */
class EmbeddedServerTest {
    @TempDir private static Path folder;
    private static EmbeddedKubernetes server;

    @BeforeAll
    static void start() {
        server = EmbeddedKubernetes.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Target target() {
        try {
            Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
            return new Target(kubeconfig, true, server.kubeletClientAuthority());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
            super(target(), false);
        }
    }
}
