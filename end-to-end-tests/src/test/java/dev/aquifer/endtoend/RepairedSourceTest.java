package dev.aquifer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An edit is what counts: it repairs what failed, and what was Ready before it is not any more. */
@ExtendWith(SharedFleet.class)
class RepairedSourceTest {
    private static final String NAME = "notes";

    @Test
    void whatFailedSaysWhyAndIsRepairedByAnEdit(Fleet fleet) throws IOException {
        try (var team = Team.in(fleet, "e2e-repair")) {
            team.apply(Manifests.http(team.name(), NAME, file(fleet, "missing.txt")));
            var failed =
                    fleet.until(
                            "ModelCache",
                            team.name(),
                            NAME,
                            "to have failed",
                            it -> it.says("ArtifactReady", "False", "Failed"));
            assertThat(failed.message("ArtifactReady")).contains("NotFound", "SourceAccess");
            assertThat(failed.says("Ready", "False", "Failed")).as(failed.words()).isTrue();
            assertThat(failed.at("status.clusters").valueStream())
                    .anySatisfy(at -> assertThat(at.path("code").asText()).isEqualTo("NotFound"));

            team.apply(Manifests.http(team.name(), NAME, file(fleet, "there.txt")));
            team.kubectl("wait", "modelcache/" + NAME, "--for=condition=Ready", "--timeout=60s");
            var repaired = team.cache(NAME);
            assertThat(repaired.generation()).isEqualTo(failed.generation() + 1);
            assertThat(repaired.isReady()).as(repaired.words()).isTrue();
            assertThat(team.readyCache(NAME).at("status.clusters").valueStream())
                    .hasSize(2)
                    .allSatisfy(at -> assertThat(at.path("code").asText()).isEmpty());
        }
    }

    static Stream<Path> versions() {
        return Kubectl.versions().stream();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void waitDoesNotPassOnTheStatusOfAnOlderEdit(Path program, Fleet fleet) throws IOException {
        try (var team = Team.in(fleet, "e2e-edit")) {
            team.apply(Manifests.http(team.name(), NAME, file(fleet, "there.txt")));
            team.readyCache(NAME);
            var missing = Manifests.http(team.name(), NAME, file(fleet, "missing.txt"));
            var kubectl = fleet.kubectl().version(program).inNamespace(team.name());
            kubectl.apply(missing);
            var waited =
                    kubectl.command(
                                    "wait",
                                    "modelcache/" + NAME,
                                    "--for=condition=Ready",
                                    "--timeout=3s")
                            .run();
            assertThat(waited.orAccepted()).contains("timed out");
        }
    }

    /** The address of a file at the sandbox's hub; "there.txt" is there. */
    private static String file(Fleet fleet, String name) throws IOException {
        var repository = Files.createDirectories(fleet.sandbox().models().resolve("e2e/notes"));
        Files.writeString(repository.resolve("there.txt"), "some notes\n");
        return "http://127.0.0.1:%d/e2e/notes/resolve/main/%s"
                .formatted(fleet.sandbox().port("hub"), name);
    }
}
