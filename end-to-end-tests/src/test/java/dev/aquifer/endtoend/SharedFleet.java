package dev.aquifer.endtoend;

import dev.aquifer.counterpart.RealControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link Fleet} of this run: started by whoever asks first, in a folder with a
 * blank in its name, stopped after the last test. With {@code AQUIFER_E2E_DIR} the sandbox of that
 * folder is used, and left running.
 */
final class SharedFleet implements BeforeAllCallback, ParameterResolver {
    private static final String NO_KUBECTL =
            "SKIPPED: kubectl is not on the PATH; install it, or no end-to-end test runs";

    private static final String NO_KUBE =
            "SKIPPED ON GIVEN CLUSTERS: there is no shared/kube above this folder, and AQUIFER_KUBE names none";
    private static final String NOT_OURS =
            "SKIPPED ON GIVEN CLUSTERS: AQUIFER_E2E_DIR names the sandbox to be tested";

    @Override
    public void beforeAll(ExtensionContext context) {
        if (Kubectl.onPath().isEmpty()) {
            System.err.println(NO_KUBECTL);
            Assumptions.abort(NO_KUBECTL);
        }
        if (onGiven()) {
            whyNotGiven()
                    .ifPresent(
                            why -> {
                                System.err.println(why);
                                Assumptions.abort(why);
                            });
        }
    }

    /** Whether this run is to be on clusters that are given. */
    static boolean onGiven() {
        return "given".equals(System.getProperty("aquifer.e2e.clusters"));
    }

    private static Optional<String> whyNotGiven() {
        if (System.getenv("AQUIFER_E2E_DIR") != null) {
            return Optional.of(NOT_OURS);
        }
        return RealControlPlane.tools().isEmpty() ? Optional.of(NO_KUBE) : Optional.empty();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Fleet.class;
    }

    @Override
    public Fleet resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SharedFleet.class))
                .computeIfAbsent("fleet", key -> Started.here(), Started.class)
                .fleet();
    }

    /** A started sandbox and how to end it. */
    private record Started(Fleet fleet, boolean isOurs) implements AutoCloseable {
        static Started here() {
            var folder = System.getenv("AQUIFER_E2E_DIR");
            if (folder != null) {
                return new Started(ready(Sandbox.embedded(Path.of(folder))), false);
            }
            var given = onGiven() ? RealControlPlane.tools() : Optional.<Path>empty();
            var sandbox = new Sandbox(temporary(), given.map(GivenKubernetes::start), 1);
            try {
                return new Started(ready(sandbox), true);
            } catch (RuntimeException | Error e) { // the next class tries again, beside nothing
                end(sandbox);
                throw e;
            }
        }

        private static Fleet ready(Sandbox sandbox) {
            sandbox.up();
            var fleet = new Fleet(sandbox, Kubectl.onPath().orElseThrow());
            fleet.applyPlatform();
            for (var cluster : Sandbox.CLUSTERS) {
                fleet.untilReady("InferenceCluster", "", cluster);
            }
            fleet.untilReady("InferenceGateway", "", "default");
            return fleet;
        }

        private static void end(Sandbox sandbox) {
            sandbox.down();
            delete(sandbox.folder());
            sandbox.given().ifPresent(GivenKubernetes::close);
        }

        @Override
        public void close() {
            fleet.close();
            if (isOurs) {
                end(fleet.sandbox());
            }
        }
    }

    /** A new folder with a blank in its name. */
    static Path temporary() {
        try {
            return Files.createTempDirectory("aquifer end-to-end ").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
