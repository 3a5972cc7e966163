package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.artifact.ArtifactDigest;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.failure.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceHydrationTest {

    private static final byte[] CONFIG = "{\"a\": 1}\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] WEIGHTS = Bytes.random(5 * Attempt.PART + 99, 2);

    private final TestHub hub =
            new TestHub()
                    .file("config.json", CONFIG)
                    .file("folder/empty", new byte[0])
                    .file("folder/a b+c#d?é.txt", CONFIG)
                    .large("weights/model.safetensors", WEIGHTS);
    @TempDir private Path volume;

    @AfterEach
    void stop() {
        hub.close();
    }

    private Attempt attempt() {
        return Attempt.hub(volume, hub.endpoint(), "org/model", "main");
    }

    @Test
    void fetchesEveryFileOfTheCommit() throws IOException {
        Attempt.Outcome outcome = attempt().run();

        assertThat(outcome.completed().pinned()).isEqualTo(TestHub.COMMIT);
        assertThat(outcome.completed().files()).isEqualTo(4);
        assertThat(Files.readAllBytes(outcome.file("config.json"))).isEqualTo(CONFIG);
        assertThat(Files.size(outcome.file("folder/empty"))).isZero();
        assertThat(Files.readAllBytes(outcome.file("folder/a b+c#d?é.txt"))).isEqualTo(CONFIG);
        assertThat(Files.readAllBytes(outcome.file("weights/model.safetensors")))
                .isEqualTo(WEIGHTS);
    }

    @Test
    void hasTheDigestThatTheSameFilesHaveFromElsewhere() {
        byte[] empty = new byte[0];

        String digest = attempt().run().completed().digest();

        assertThat(digest)
                .isEqualTo(
                        ArtifactDigest.of(
                                        List.of(
                                                file("weights/model.safetensors", WEIGHTS),
                                                file("folder/a b+c#d?é.txt", CONFIG),
                                                file("folder/empty", empty),
                                                file("config.json", CONFIG)))
                                .toString());
    }

    private static VerifiedFile file(String path, byte[] bytes) {
        return new VerifiedFile(path, bytes.length, Bytes.sha256(bytes));
    }

    @Test
    void followsTheListingToItsLastPage() {
        hub.pagesOf(1);

        assertThat(attempt().run().completed().files()).isEqualTo(4);
    }

    @Test
    void asksForALinkAgainWhenItExpires() throws IOException {
        hub.linksLastFor(2);

        Attempt.Outcome outcome = attempt().policy("maxStreams", 1).run();

        assertThat(Files.readAllBytes(outcome.file("weights/model.safetensors")))
                .isEqualTo(WEIGHTS);
        assertThat(outcome.completed().effort().retries()).isPositive();
    }

    @Test
    void sendsTheTokenToTheHubAlone() {
        hub.gated("hf_canary");

        Attempt.Outcome outcome = attempt().secrets("hf_canary", "").run();

        assertThat(outcome.completed().files()).isEqualTo(4);
        assertThat(hub.storage.requests)
                .isNotEmpty()
                .allSatisfy(r -> assertThat(r.field("authorization")).isNull());
    }

    @Test
    void tellsAMissingTokenFromOneThatIsNotEnough() {
        hub.gated("hf_canary");

        Attempt.Outcome none = attempt().run();
        assertThat(none.failed().failure().code()).isEqualTo(Code.AUTH_REQUIRED);
        assertThat(none.failed().failure().message()).contains("org/model", "no token is given");
        Attempt.Outcome wrong = attempt().secrets("hf_other", "").run();
        assertThat(wrong.failed().failure().code()).isEqualTo(Code.AUTH_FORBIDDEN);
        assertThat(wrong.failed().failure().message())
                .contains("org/model", "GatedRepo")
                .doesNotContain("hf_other");
    }

    @Test
    void namesTheRepositoryWhoseListingAloneIsPublic() {
        hub.gatedFiles("hf_canary");

        Attempt.Outcome none = attempt().run();
        Attempt.Outcome wrong = attempt().secrets("hf_other", "").run();

        assertThat(none.failed().failure().code()).isEqualTo(Code.AUTH_REQUIRED);
        assertThat(none.failed().failure().message()).contains("org/model", "GatedRepo");
        assertThat(wrong.failed().failure().code()).isEqualTo(Code.AUTH_FORBIDDEN);
        assertThat(attempt().secrets("hf_canary", "").run().completed().files()).isEqualTo(4);
    }

    @Test
    void fetchesThePinnedCommitAlthoughTheBranchMoved() {
        hub.hub.on(
                "/api/models/org/model/revision/main",
                (request, answer) -> TestHub.json(answer, Map.of(), Map.of("sha", "f".repeat(40))));

        Attempt.Outcome outcome = attempt().with("pinned", TestHub.COMMIT).run();

        assertThat(outcome.completed().pinned()).isEqualTo(TestHub.COMMIT);
    }

    @Test
    void refusesAPinThatIsNoCommit() {
        Attempt.Outcome outcome = attempt().with("pinned", "main").run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.BAD_REQUEST);
    }

    private Attempt ofTheDefaultBranch() {
        return Attempt.hub(volume, hub.endpoint(), "org/model", "");
    }

    @Test
    void fetchesTheDefaultBranchWhateverItIsCalled() {
        hub.hub.on(
                "/api/models/org/model",
                (request, answer) -> TestHub.json(answer, Map.of(), Map.of("sha", TestHub.COMMIT)));
        hub.hub.on(
                "/api/models/org/model/revision/main",
                (request, answer) -> answer.send(404, Map.of(), new byte[0]));

        assertThat(ofTheDefaultBranch().run().completed().pinned()).isEqualTo(TestHub.COMMIT);
    }

    @Test
    void takesTheUsualBranchOfAMirrorThatKnowsNoDefaultOne() {
        assertThat(ofTheDefaultBranch().run().completed().pinned()).isEqualTo(TestHub.COMMIT);
    }

    @Test
    void namesARevisionThatDoesNotExist() {
        Attempt.Outcome outcome = Attempt.hub(volume, hub.endpoint(), "org/model", "nowhere").run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.NOT_FOUND);
    }

    @Test
    void refusesAFileWhoseBlobIsAnother() {
        hub.hub.on(
                "/org/model/resolve/" + TestHub.COMMIT + "/config.json",
                (request, answer) ->
                        answer.file("{\"a\": 2}\n".getBytes(StandardCharsets.UTF_8), "\"x\""));

        Attempt.Outcome outcome = attempt().run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.DIGEST_MISMATCH);
        assertThat(outcome.failed().failure().detail()).containsEntry("path", "config.json");
        assertThat(Volumes.published(volume)).isEmpty();
        assertThat(Volumes.markers(volume)).isEmpty();
    }

    @Test
    void fetchesOnlyWhatThePatternsChoose() {
        Attempt.Outcome outcome =
                attempt()
                        .source("include", List.of("*.json", "folder/"))
                        .source("exclude", List.of("*empty"))
                        .run();

        assertThat(outcome.completed().files()).isEqualTo(2);
    }

    @Test
    void refusesNamesThatLeaveTheFolder() {
        for (String name : List.of("../evil", "/etc/passwd", "a/../../b", "a\\b", "a//b", "")) {
            try (TestHub hostile = new TestHub().file(name, CONFIG)) {
                Attempt.Outcome outcome =
                        Attempt.hub(volume, hostile.endpoint(), "org/model", "main").run();

                assertThat(outcome.failed().failure().code())
                        .as(name)
                        .isIn(Code.PATH_INVALID, Code.PROTOCOL_VIOLATION);
            }
        }
    }

    @Test
    void refusesAFileThatIsAlsoAFolder() {
        hub.file("config.json/inside", CONFIG);

        assertThat(attempt().run().failed().failure().code()).isEqualTo(Code.PATH_INVALID);
    }

    @Test
    void keepsAModelDefinitionForTheResult() {
        hub.file("model-definition.yaml", "models: []\n".getBytes(StandardCharsets.UTF_8));

        Attempt.Outcome outcome = attempt().run();

        assertThat(outcome.completed().definitions())
                .singleElement()
                .satisfies(d -> assertThat(d).containsEntry("content", "models: []\n"));
        assertThat(outcome.completed().brief()).doesNotContainKey("definitions");
    }
}
