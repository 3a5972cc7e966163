package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.http.Resolver;
import dev.aquifer.hydration.request.PullSecret;
import dev.aquifer.hydration.request.Secrets;
import dev.aquifer.hydration.testkit.OciArtifact;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens, redirects and lies of registries. */
class HostileRegistryTest {

    private static final byte[] WEIGHTS = Bytes.random(5 * Attempt.PART + 7, 11);
    private static final String LOGIN =
            "Basic "
                    + Base64.getEncoder()
                            .encodeToString("user:canary".getBytes(StandardCharsets.UTF_8));

    private final FakeRegistry registry = new FakeRegistry();
    private final OciArtifact artifact = new OciArtifact().file("weights.bin", WEIGHTS);
    @TempDir private Path volume;

    @AfterEach
    void stop() {
        registry.close();
    }

    private Attempt attempt() {
        return Attempt.oci(volume, registry.image(":v1")).policy("maxAttempts", 2);
    }

    private static Secrets pullSecret(String host) {
        String json =
                "{\"auths\":{\"%s\":{\"username\":\"user\",\"password\":\"canary\"}}}"
                        .formatted(host);
        return new Secrets(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(PullSecret.parse(json.getBytes(StandardCharsets.UTF_8))));
    }

    private static Code code(Attempt attempt) {
        return attempt.run().failed().failure().code();
    }

    @Test
    void givesNoTokenToWhereBlobsAreStored() throws IOException {
        registry.holds("v1", artifact).guarded();

        Attempt.Outcome outcome = attempt().run();

        assertThat(Files.readAllBytes(outcome.file("weights.bin"))).isEqualTo(WEIGHTS);
        assertThat(registry.storage.requests)
                .isNotEmpty()
                .allSatisfy(r -> assertThat(r.field("authorization")).isNull());
        assertThat(registry.tokens.requests)
                .singleElement()
                .satisfies(
                        r -> {
                            assertThat(r.field("authorization")).isNull();
                            assertThat(r.target())
                                    .contains("service=the+registry")
                                    .contains("scope=repository%3Amodels%2Fllama%3Apull");
                        });
    }

    @Test
    void getsAnotherTokenWhenTheLastOneExpires() throws IOException {
        registry.holds("v1", artifact).guarded().tokensLastFor(1);

        Attempt.Outcome outcome = attempt().policy("maxStreams", 1).run();

        assertThat(Files.readAllBytes(outcome.file("weights.bin"))).isEqualTo(WEIGHTS);
        assertThat(registry.tokens.requests).hasSizeGreaterThan(1);
    }

    @Test
    void sendsTheLoginToTheTokenServerOfItsRegistry() {
        registry.holds("v1", artifact).guarded();

        attempt().secrets(pullSecret("127.0.0.1:" + registry.registry.port())).run().completed();

        assertThat(registry.tokens.requests)
                .allSatisfy(r -> assertThat(r.field("authorization")).isEqualTo(LOGIN));
        assertThat(registry.registry.requests)
                .noneSatisfy(r -> assertThat(r.field("authorization")).isEqualTo(LOGIN));
    }

    @Test
    void keepsTheLoginOfAnotherRegistry() {
        registry.holds("v1", artifact).guarded();

        attempt().secrets(pullSecret("registry.example")).run().completed();

        assertThat(registry.tokens.requests)
                .isNotEmpty()
                .allSatisfy(r -> assertThat(r.field("authorization")).isNull());
    }

    private Secrets identity() {
        String json =
                "{\"auths\":{\"127.0.0.1:%d\":{\"identitytoken\":\"canary\"}}}"
                        .formatted(registry.registry.port());
        return new Secrets(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(PullSecret.parse(json.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void postsAnIdentityTokenToTheTokenServerAlone() {
        registry.holds("v1", artifact).guarded();

        Attempt.Outcome outcome = attempt().secrets(identity()).run();

        assertThat(outcome.completed().files()).isEqualTo(1);
        assertThat(registry.tokens.requests)
                .singleElement()
                .satisfies(
                        r -> {
                            assertThat(r.method()).isEqualTo("POST");
                            assertThat(r.target()).isEqualTo("/token");
                            assertThat(r.field("authorization")).isNull();
                            assertThat(r.field("content-type"))
                                    .isEqualTo("application/x-www-form-urlencoded");
                            assertThat(r.body())
                                    .isEqualTo(
                                            "grant_type=refresh_token&client_id=aquifer"
                                                    + "&service=the+registry"
                                                    + "&scope=repository%3Amodels%2Fllama%3Apull"
                                                    + "&refresh_token=canary");
                        });
        assertThat(registry.registry.requests + "" + registry.storage.requests)
                .doesNotContain("refresh_token");
    }

    @Test
    void followsNoRedirectWithAnIdentityToken() {
        registry.holds("v1", artifact).guarded();
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            registry.tokens.on(
                    "/token",
                    (request, answer) -> answer.redirect(status, registry.storage.url("/token")));

            Attempt.Outcome outcome = attempt().secrets(identity()).run();

            assertThat(outcome.failed().failure().code()).isEqualTo(Code.ORIGIN_FORBIDDEN);
            assertThat(outcome.reports() + "" + outcome.result().fields()).doesNotContain("canary");
        }
        assertThat(registry.storage.requests).isEmpty();
    }

    @Test
    void postsAnIdentityTokenToNobodyWhoIsAskedWithoutEncryption() {
        List<String> looked = new CopyOnWriteArrayList<>();
        Environment poisoned =
                Environment.real()
                        .resolving(
                                host -> {
                                    looked.add(host);
                                    return host.equals("tokens.example")
                                            ? List.of(InetAddress.ofLiteral("8.8.8.8"))
                                            : Resolver.SYSTEM.resolve(host);
                                });
        registry.holds("v1", artifact).guardedBy("http://tokens.example/token");

        Attempt attempt = attempt().secrets(identity()).in(poisoned);

        assertThat(code(attempt)).isEqualTo(Code.ORIGIN_UNTRUSTED);
        assertThat(looked).contains("tokens.example");
    }

    @Test
    void asksNoTokenServerOnAForbiddenAddress() {
        registry.holds("v1", artifact).guardedBy("http://169.254.169.254/latest/meta-data/");

        assertThat(code(attempt())).isEqualTo(Code.ORIGIN_FORBIDDEN);
    }

    @Test
    void endsWhenATokenIsNeverGoodEnough() {
        registry.holds("v1", artifact).guarded().tokensLastFor(0);

        assertThat(code(attempt())).isEqualTo(Code.AUTH_REQUIRED);
        assertThat(registry.tokens.requests).hasSize(1);
    }

    @Test
    void tellsARefusedLoginFromAMissingOne() {
        registry.holds("v1", artifact).guarded();
        registry.tokens.on("/token", (request, answer) -> answer.send(401, Map.of(), new byte[0]));
        Secrets login = pullSecret("127.0.0.1:" + registry.registry.port());

        Attempt.Outcome without = attempt().run();
        Attempt.Outcome with = attempt().secrets(login).run();

        assertThat(without.failed().failure().code()).isEqualTo(Code.AUTH_REQUIRED);
        assertThat(with.failed().failure().code()).isEqualTo(Code.AUTH_FORBIDDEN);
        assertThat(with.failed().failure().message()).contains(registry.image(":v1"));
    }

    @Test
    void refusesChallengesAndTokensThatMakeNoSense() {
        registry.holds("v1", artifact);
        for (String challenge : List.of("", "Bearer", "Bearer realm=", "Negotiate x", "=,=\"")) {
            registry.registry.on(
                    FakeRegistry.PLACE + "manifests/v1",
                    (request, answer) ->
                            answer.send(401, Map.of("WWW-Authenticate", challenge), new byte[0]));

            assertThat(code(attempt()))
                    .as(challenge)
                    .isIn(Code.AUTH_REQUIRED, Code.PROTOCOL_VIOLATION);
        }
    }

    @Test
    void doesNotRepeatATokenThatCameInAnotherForm() {
        registry.holds("v1", artifact).guarded();
        registry.tokens.on(
                "/token",
                (request, answer) ->
                        answer.send(200, Map.of(), "canary".getBytes(StandardCharsets.UTF_8)));

        Attempt.Outcome outcome = attempt().run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.PROTOCOL_VIOLATION);
        assertThat(outcome.reports().toString() + outcome.result().fields())
                .doesNotContain("canary");
    }

    @Test
    void refusesAManifestThatIsNotTheOneOfItsDigest() {
        registry.holds("v1", artifact).manifest(artifact.digest(), new OciArtifact().manifest());

        assertThat(code(Attempt.oci(volume, registry.image("@" + artifact.digest()))))
                .isEqualTo(Code.PROTOCOL_VIOLATION);
    }

    @Test
    void refusesABlobThatIsNotTheOneOfItsDigest() {
        byte[] other = WEIGHTS.clone();
        other[77]++;
        registry.holds("v1", artifact).blob(OciArtifact.digest(WEIGHTS), other);

        assertThat(code(attempt())).isEqualTo(Code.DIGEST_MISMATCH);
        assertThat(Volumes.published(volume)).isEmpty();
    }

    @Test
    void refusesNamesThatLeaveTheFolder() {
        for (String name : List.of("../evil", "/etc/passwd", "a/../../b", "a\\b", ".aquifer/x")) {
            registry.holds("v1", new OciArtifact().file(name, WEIGHTS));

            assertThat(code(attempt())).as(name).isEqualTo(Code.PATH_INVALID);
        }
    }

    @Test
    void refusesWhatIsNoArtifactOfFiles() {
        Map<String, Object> empty = Map.of();
        for (byte[] manifest :
                List.of(
                        new OciArtifact()
                                .layer("application/x-whatever", WEIGHTS, empty)
                                .manifest(),
                        OciArtifact.json(Map.of("schemaVersion", 1, "fsLayers", List.of())),
                        OciArtifact.json(Map.of("layers", List.of(), "manifests", List.of())))) {
            registry.manifest("v1", manifest);

            assertThat(code(attempt())).isEqualTo(Code.SOURCE_UNSUPPORTED);
        }
    }

    @Test
    void asksWithoutEncryptionOnlyWhereTheOperatorSaysSo() {
        registry.holds("v1", artifact);

        assertThat(code(attempt().policy("allowPrivateOrigins", List.of("localhost"))))
                .isEqualTo(Code.ORIGIN_FORBIDDEN);
        assertThat(registry.registry.requests).isEmpty();
    }
}
