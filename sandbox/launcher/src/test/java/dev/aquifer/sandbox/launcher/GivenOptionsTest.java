package dev.aquifer.sandbox.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.sandbox.launcher.processes.Folder;
import dev.aquifer.sandbox.launcher.processes.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GivenOptionsTest {
    @TempDir private Path temporary;
    private Folder folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = new Folder(temporary.resolve("a sandbox")).prepared();
        for (var name : new String[] {"control", "one", "two"}) {
            kubeconfig(name, "https://" + name + ":6443");
        }
    }

    private void kubeconfig(String name, String server) throws IOException {
        Files.writeString(
                temporary.resolve(name),
                """
                clusters: [{name: c, cluster: {server: "%s"}}]
                users: [{name: u, user: {token: t}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """
                        .formatted(server));
    }

    @Test
    void withoutThemASandboxHasItsOwn() {
        var settings = settings();
        assertThat(settings.clusters()).containsExactly("cluster-a", "cluster-b");
        assertThat(settings.given().isNothing()).isTrue();
    }

    @Test
    void clustersAreNamedInTheirOrder() {
        var settings = settings("--workload-kubeconfig", "two", "--workload-kubeconfig", "one");
        assertThat(settings.clusters()).containsExactly("cluster-a", "cluster-b");
        assertThat(settings.given().workload())
                .containsExactly(temporary.resolve("two"), temporary.resolve("one"));
        assertThat(settings.given().control()).isNull();
        assertThat(settings("--workload-kubeconfig", "one").clusters())
                .containsExactly("cluster-a");
    }

    @Test
    void theFolderRemembersThem() {
        settings("--control-kubeconfig", "control", "--workload-kubeconfig", "one").write(folder);
        var again = settings();
        assertThat(again.given().control()).isEqualTo(temporary.resolve("control"));
        assertThat(again.given().workload()).containsExactly(temporary.resolve("one"));
        assertThat(again.nodesOf("cluster-a"))
                .containsExactly("cluster-a-node-1", "cluster-a-node-2");
    }

    @Test
    void otherFilesOfTheSameClustersAreTaken() throws IOException {
        settings("--control-kubeconfig", "control").write(folder);
        kubeconfig("moved", "https://moved:6443");
        assertThat(settings("--control-kubeconfig", "moved").given().control())
                .isEqualTo(temporary.resolve("moved"));
    }

    @Test
    void otherClustersThanThoseItWasMadeWithAreRefused() {
        settings().write(folder);
        refused("--dir", "--control-kubeconfig", "control");
    }

    @Test
    void oneClusterIsNotTwo() throws IOException {
        kubeconfig("same", "https://one:6443");
        refused("given twice", "--workload-kubeconfig", "one", "--workload-kubeconfig", "same");
        refused("cannot be read", "--workload-kubeconfig", "none");
        refused("cannot be read", "--control-kubeconfig", "none");
    }

    @Test
    void settingsOfAnOlderReleaseStillCount() throws IOException {
        Files.writeString(
                folder.root().resolve("settings.json"),
                "{\"clusters\": [\"cluster-a\"], \"nodesPerCluster\": 1, \"models\": null}");
        var settings = settings();
        assertThat(settings.clusters()).containsExactly("cluster-a");
        assertThat(settings.given().isNothing()).isTrue();
    }

    private void refused(String word, String... arguments) {
        assertThatThrownBy(() -> settings(arguments))
                .isInstanceOf(Trouble.class)
                .hasMessageContaining(word);
    }

    private SandboxSettings settings(String... arguments) {
        var options = new GivenOptions();
        CommandLine.populateCommand(options, arguments);
        return options.settings(folder, Map.of("AQUIFER_CALLED_FROM", temporary.toString()));
    }
}
