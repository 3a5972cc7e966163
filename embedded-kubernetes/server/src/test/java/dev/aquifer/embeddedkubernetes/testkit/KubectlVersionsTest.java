package dev.aquifer.embeddedkubernetes.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.aquifer.embeddedkubernetes.EmbeddedKubernetes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The most usual calls with every version of kubectl that is supported, as far as it is installed.
 */
class KubectlVersionsTest {
    @TempDir private Path folder;
    private static final EmbeddedKubernetes SERVER = EmbeddedKubernetes.start();

    @BeforeEach
    void writeKubeconfig() throws IOException {
        Files.writeString(folder.resolve("kubeconfig"), SERVER.kubeconfig());
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.27", "1.28", "1.29", "1.30", "1.31", "1.32", "1.33"})
    void isAtHome(String version) {
        Path binary =
                Kubectl.find(version)
                        .orElseGet(
                                () ->
                                        abort(
                                                "NOT CHECKED: there is no kubectl."
                                                        + version
                                                        + " here"));
        String namespace = "with-" + version.replace('.', '-');
        var kubectl = new Kubectl(binary, folder.resolve("kubeconfig"), namespace, folder);
        kubectl.run("create", "namespace", namespace).succeeds();
        kubectl.with(Contract.yaml("widgets.yaml"), "apply", "-f", "-").succeeds();
        kubectl.run("wait", "--for=condition=Established", "crd/widgets.contract.aquifer.dev")
                .succeeds();
        String widget = Contract.widget("one", "red");
        assertThat(kubectl.with(widget, "apply", "-f", "-").succeeds().out()).endsWith("created\n");
        assertThat(kubectl.with(widget, "apply", "-f", "-").succeeds().out())
                .endsWith("unchanged\n");
        assertThat(
                        kubectl.with(
                                        widget.replace("red", "red\",\"size\":\"7"),
                                        "apply",
                                        "-f",
                                        "-")
                                .fails()
                                .err())
                .contains("spec.size");
        assertThat(
                        kubectl.with(
                                        widget.replace("red\"", "red\",\"size\":7"),
                                        "apply",
                                        "-f",
                                        "-")
                                .succeeds()
                                .out())
                .endsWith("configured\n");
        assertThat(
                        kubectl.with(
                                        widget.replace("\"color\"", "\"colour\":1,\"color\""),
                                        "apply",
                                        "-f",
                                        "-")
                                .fails()
                                .err())
                .contains("unknown field \"spec.colour\"");
        assertThat(kubectl.run("get", "wd", "-o", "wide").rows())
                .first()
                .isEqualTo("NAME COLOR READY SIZE AGE");
        assertThat(kubectl.run("explain", "widget.spec.size").succeeds().out()).contains("integer");
        kubectl.run("create", "configmap", "map", "--from-literal=a=b").succeeds();
        kubectl.run("describe", "wd", "one").succeeds();
        kubectl.with(widget, "apply", "--server-side", "--force-conflicts", "-f", "-").succeeds();
        kubectl.run("delete", "wd", "one").succeeds();
        assertThat(kubectl.run("get", "all").succeeds().err()).contains("No resources found");
    }
}
