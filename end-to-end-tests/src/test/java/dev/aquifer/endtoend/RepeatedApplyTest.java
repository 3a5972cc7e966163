package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is applied again, unchanged, moves nothing: not here, not on any cluster. */
@ExtendWith(SharedFleet.class)
@TestInstance(Lifecycle.PER_CLASS)
class RepeatedApplyTest {
    private static final String TEAM = "e2e-repeated";
    private static final String MANIFESTS =
            Manifests.together(
                    Manifests.namespace(TEAM),
                    Manifests.inline(TEAM, "twice", "once"),
                    Manifests.deployment(TEAM, "twice", "twice"),
                    Manifests.service(TEAM, "twice"));

    private Fleet fleet;

    @BeforeAll
    void applyOnce(Fleet shared) {
        fleet = shared;
        fleet.kubectl().apply(MANIFESTS);
        fleet.untilReady("ModelService", TEAM, "twice");
        fleet.untilReady("ModelDeployment", TEAM, "twice");
        fleet.untilReady("ModelCache", TEAM, "twice");
    }

    @AfterAll
    void remove() {
        if (fleet != null) {
            fleet.kubectl().run("delete", "namespace", TEAM, "--timeout=90s");
        }
    }

    static Stream<Path> versions() {
        return Kubectl.versions().stream();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void nothingMoves(Path program) {
        var before = fingerprint();
        var said = fleet.kubectl().version(program).apply(MANIFESTS);
        assertThat(said.lines())
                .hasSize(4)
                .allSatisfy(line -> assertThat(line).endsWith(" unchanged"));
        // Something that travels the same way, and after it: when it is there, so would be an echo.
        var after = "after-" + program.getFileName().toString().replaceAll("[^0-9]", "");
        fleet.kubectl().apply(Manifests.inline(TEAM, after, "later"));
        fleet.untilReady("ModelCache", TEAM, after);
        var now = fingerprint();
        now.keySet().removeIf(key -> key.contains("after-"));
        before.keySet().removeIf(key -> key.contains("after-"));
        assertThat(now).isEqualTo(before);
    }

    /** Generations here; uid and version of everything there. */
    private Map<String, String> fingerprint() {
        var found = new TreeMap<String, String>();
        for (var kind : new String[] {"ModelCache", "ModelDeployment", "ModelService"}) {
            var resource = fleet.get(kind, TEAM, "twice");
            found.put(kind, resource.uid() + " generation " + resource.generation());
        }
        fleet.workload()
                .forEach(
                        (name, cluster) -> {
                            for (var object : cluster.objects(TEAM)) {
                                found.put(
                                        "%s %s/%s"
                                                .formatted(
                                                        name, object.text("kind"), object.name()),
                                        object.uid()
                                                + " version "
                                                + object.text("metadata.resourceVersion"));
                            }
                            for (var pod : cluster.pods(TEAM, "ModelDeployment", "twice")) {
                                found.put(
                                        "%s Pod/%s".formatted(name, pod.getMetadata().getName()),
                                        pod.getMetadata().getUid());
                            }
                        });
        return found;
    }
}
