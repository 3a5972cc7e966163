package dev.aquifer.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A kubectl that speaks to one cluster.
 *
 * @param namespace what it is told as such; empty for nothing
 */
record Kubectl(Path program, Path kubeconfig, String namespace) {
    private static final List<String> WANTED =
            List.of("kubectl.1.31", "kubectl.1.32", "kubectl.1.33");

    /** The one on the PATH. */
    static Optional<Path> onPath() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> Path.of(folder, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The versions that lie beside the one on the PATH; that one alone where there are none. */
    static List<Path> versions() {
        return onPath().map(
                        found -> {
                            var folder = real(found);
                            var beside =
                                    WANTED.stream()
                                            .map(folder::resolveSibling)
                                            .filter(Files::isExecutable)
                                            .toList();
                            return beside.isEmpty() ? List.of(found) : beside;
                        })
                .orElse(List.of());
    }

    Kubectl version(Path other) {
        return new Kubectl(other, kubeconfig, namespace);
    }

    Kubectl inNamespace(String other) {
        return new Kubectl(program, kubeconfig, other);
    }

    Command command(String... words) {
        var all = new ArrayList<String>();
        all.add(program.toString());
        if (!namespace.isEmpty()) {
            all.addAll(List.of("--namespace", namespace));
        }
        all.addAll(List.of(words));
        return Command.of(all).with("KUBECONFIG", kubeconfig.toString());
    }

    /** Prints what it printed; fails the test when it fails. */
    String run(String... words) {
        return command(words).run().orFail();
    }

    String apply(String manifest) {
        return command("apply", "-f", "-").reading(manifest).run().orFail();
    }

    /** The words of the refusal; fails the test when it is accepted. */
    String refused(String manifest) {
        return command("apply", "-f", "-").reading(manifest).run().orAccepted();
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
