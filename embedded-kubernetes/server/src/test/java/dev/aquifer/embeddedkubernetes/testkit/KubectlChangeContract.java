package dev.aquifer.embeddedkubernetes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What people do with {@code kubectl} to something that is there: patch, edit, scale, wait, watch,
 * read logs, delete.
 */
abstract class KubectlChangeContract extends KubectlUser {
    KubectlChangeContract(Target target) {
        super(target);
    }

    @Test
    void patchesOfEveryKind() {
        kubectl.with(widget("patched", "red"), "create", "-f", "-").succeeds();
        assertThat(
                        kubectl.run(
                                        "patch",
                                        "wd",
                                        "patched",
                                        "--type=merge",
                                        "-p",
                                        "{\"spec\":{\"size\":4}}")
                                .succeeds()
                                .out())
                .isEqualTo("widget.contract.aquifer.dev/patched patched\n");
        assertThat(
                        kubectl.run(
                                        "patch",
                                        "wd",
                                        "patched",
                                        "--type=merge",
                                        "-p",
                                        "{\"spec\":{\"size\":4}}")
                                .succeeds()
                                .out())
                .isEqualTo("widget.contract.aquifer.dev/patched patched (no change)\n");
        kubectl.run(
                        "patch",
                        "wd",
                        "patched",
                        "--type=json",
                        "-p",
                        "[{\"op\":\"replace\",\"path\":\"/spec/size\",\"value\":5}]")
                .succeeds();
        assertThat(field("wd/patched", ".spec.size")).isEqualTo("5");
        kubectl.run(
                        "patch",
                        "wd",
                        "patched",
                        "--subresource=status",
                        "--type=merge",
                        "-p",
                        "{\"status\":{\"phase\":\"Good\"}}")
                .succeeds();
        assertThat(field("wd/patched", ".status.phase")).isEqualTo("Good");
        assertThat(field("wd/patched", ".metadata.generation")).isEqualTo("3");
        kubectl.run("create", "deployment", "patched", "--image=one").succeeds();
        kubectl.run(
                        "patch",
                        "deployment",
                        "patched",
                        "-p",
                        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"one\",\"image\":\"two\"}]}}}}")
                .succeeds();
        assertThat(field("deploy/patched", ".spec.template.spec.containers[*].image"))
                .isEqualTo("two");
        kubectl.run("set", "image", "deployment/patched", "one=three").succeeds();
        kubectl.run("rollout", "restart", "deployment/patched").succeeds();
        assertThat(field("deploy/patched", ".metadata.generation")).isEqualTo("4");
    }

    @Test
    void labelsAnnotatesAndScales() {
        kubectl.with(widget("touched", "red"), "create", "-f", "-").succeeds();
        assertThat(kubectl.run("label", "wd", "touched", "a=b").succeeds().out())
                .contains("touched labeled");
        assertThat(kubectl.run("label", "wd", "touched", "a=c").fails().err())
                .contains("already has a value (b)");
        assertThat(kubectl.run("label", "wd", "touched", "a-").succeeds().out())
                .contains("touched unlabeled");
        assertThat(kubectl.run("annotate", "wd", "touched", "x=y").succeeds().out())
                .contains("touched annotated");
        kubectl.run("patch", "wd", "touched", "--type=merge", "-p", "{\"spec\":{\"replicas\":1}}")
                .succeeds();
        assertThat(kubectl.run("scale", "wd", "touched", "--replicas=4").succeeds().out())
                .contains("touched scaled");
        assertThat(field("wd/touched", ".spec.replicas")).isEqualTo("4");
        kubectl.run("create", "deployment", "touched", "--image=one").succeeds();
        kubectl.run("scale", "deployment", "touched", "--current-replicas=1", "--replicas=3")
                .succeeds();
        assertThat(field("deploy/touched", ".spec.replicas")).isEqualTo("3");
        assertThat(kubectl.run("scale", "deployment", "touched", "--replicas=-1").exit())
                .isNotZero();
    }

    @Test
    void editsWithTheEditorOfTheUser() throws IOException {
        kubectl.with(widget("edited", "red"), "create", "-f", "-").succeeds();
        Path editor =
                Files.writeString(
                        folder.resolve("editor"),
                        "#!/bin/sh\nsed -i 's/size: 3/size: 8/' \"$1\"\n");
        assertThat(editor.toFile().setExecutable(true)).isTrue();
        assertThat(
                        kubectl.run(
                                        Map.of("KUBE_EDITOR", editor.toString()),
                                        "",
                                        "edit",
                                        "wd",
                                        "edited")
                                .succeeds()
                                .out())
                .contains("edited edited");
        assertThat(field("wd/edited", ".spec.size")).isEqualTo("8");
    }

    @Test
    void waitsForConditionsValuesAndDeletion() throws InterruptedException {
        kubectl.with(widget("awaited", "red"), "create", "-f", "-").succeeds();
        assertThat(
                        kubectl.run("wait", "--for=condition=Ready", "--timeout=0.1s", "wd/awaited")
                                .fails()
                                .err())
                .contains("timed out waiting for the condition");
        Process waiting =
                kubectl.follow(
                        folder.resolve("waiting"),
                        "wait",
                        "--for=condition=Ready",
                        "--timeout=30s",
                        "wd/awaited");
        http.merge(
                widgets + "/awaited/status",
                json("{status: {phase: Good, conditions: [{type: Ready, status: 'True'}]}}"));
        assertThat(waiting.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(folder.resolve("waiting")).content().contains("condition met");
        kubectl.run("wait", "--for=jsonpath={.status.phase}=Good", "--timeout=10s", "wd/awaited")
                .succeeds();
        Process deletion =
                kubectl.follow(
                        folder.resolve("deletion"),
                        "wait",
                        "--for=delete",
                        "--timeout=30s",
                        "wd/awaited");
        kubectl.run("delete", "wd", "awaited").succeeds();
        assertThat(deletion.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(deletion.exitValue()).isZero();
    }

    @Test
    void watchesRows() {
        kubectl.with(widget("watched", "red"), "create", "-f", "-").succeeds();
        Path output = folder.resolve("watched");
        Process watch = kubectl.follow(output, "get", "wd", "watched", "-w");
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(output).content().contains("watched"));
            http.merge(
                    widgets + "/watched/status",
                    json("{status: {conditions: [{type: Ready, status: 'True'}]}}"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(output).content().contains("True"));
            assertThat(output).content().containsOnlyOnce("NAME");
        } finally {
            watch.destroy();
        }
    }

    @Test
    void deletesWhatIsHeldWithoutWaiting() {
        String held =
                "{apiVersion: contract.aquifer.dev/v1, kind: Widget, metadata: {name: held, finalizers: [a.b/c]}, spec: {color: red}}";
        kubectl.with(held, "create", "-f", "-").succeeds();
        assertThat(kubectl.run("delete", "wd", "held", "--wait=false").succeeds().out())
                .contains("\"held\" deleted");
        assertThat(field("wd/held", ".metadata.deletionTimestamp")).isNotEmpty();
        kubectl.run(
                        "patch",
                        "wd",
                        "held",
                        "--type=json",
                        "-p",
                        "[{\"op\":\"remove\",\"path\":\"/metadata/finalizers\"}]")
                .succeeds();
        assertThat(kubectl.run("get", "wd", "held").fails().err()).contains("NotFound");
    }
}
