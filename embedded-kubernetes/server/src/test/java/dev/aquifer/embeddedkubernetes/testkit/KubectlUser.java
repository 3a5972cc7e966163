package dev.aquifer.embeddedkubernetes.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Part of the contract that is checked with the real {@code kubectl}. */
abstract class KubectlUser extends Contract {
    static final String NEWEST = "1.33";

    @TempDir Path folder;
    Kubectl kubectl = new Kubectl(Path.of(""), Path.of(""), "", Path.of(""));

    KubectlUser(Target target) {
        super(target);
    }

    @BeforeEach
    void findKubectl() {
        Path binary =
                Kubectl.find(NEWEST)
                        .or(() -> Kubectl.find(""))
                        .orElseGet(
                                () -> abort("NOT CHECKED WITH KUBECTL: there is none on the path"));
        kubectl = new Kubectl(binary, target.kubeconfig(), namespace, folder);
    }

    Kubectl.Said apply(String manifest, String... more) {
        String[] arguments = new String[more.length + 3];
        arguments[0] = "apply";
        arguments[1] = "-f";
        arguments[2] = "-";
        System.arraycopy(more, 0, arguments, 3, more.length);
        return kubectl.with(manifest, arguments);
    }

    String field(String resource, String path) {
        return kubectl.run("get", resource, "-o", "jsonpath={" + path + "}").succeeds().out();
    }
}
