package dev.aquifer.sandbox.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leaving clusters that are there is seen end to end. */
class GivenClustersTest {
    @TempDir private Path folder;

    @Test
    void clustersThatDoNotAnswerAreNamed() throws IOException {
        var gone = Files.writeString(folder.resolve("gone"), kubeconfig());
        var settings = SandboxSettings.standard().with(new Given(gone, List.of(gone)));
        assertThat(new GivenClusters(settings).leave())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("left: it does not answer. Call"))
                .anySatisfy(line -> assertThat(line).contains("cluster-a"))
                .anySatisfy(line -> assertThat(line).contains("control API"));
    }

    @Test
    void thereIsNothingToSayOfEmbeddedOnes() {
        assertThat(new GivenClusters(SandboxSettings.standard()).leave()).isEmpty();
    }

    private static String kubeconfig() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return """
                    clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d"}}]
                    users: [{name: u, user: {token: t}}]
                    contexts: [{name: x, context: {cluster: c, user: u}}]
                    current-context: x
                    """
                    .formatted(socket.getLocalPort());
        }
    }
}
