package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.request.Secrets;
import dev.aquifer.hydration.testkit.OciArtifact;
import dev.aquifer.hydration.testkit.RegistryServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a registry that is not ours. */
class OciHydrationTest {

    private static final byte[] CONFIG = "{\"a\": 1}\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] WEIGHTS = Bytes.random(5 * Attempt.PART + 99, 2);

    @TempDir private Path scratch;
    @TempDir private Path volume;
    @TempDir private Path secrets;
    private @Nullable RegistryServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private RegistryServer registry() throws IOException {
        return registry("", Optional.empty());
    }

    private RegistryServer registry(String guard, Optional<String> authorization)
            throws IOException {
        RegistryServer started = RegistryServer.start(scratch, guard, authorization);
        server = started;
        return started;
    }

    private static OciArtifact files() {
        return new OciArtifact().file("config.json", CONFIG).file("weights/a b.bin", WEIGHTS);
    }

    @Test
    void fetchesTheFilesThatOrasPushes() throws IOException {
        RegistryServer registry = registry().push("v1", files());

        Attempt.Outcome outcome = Attempt.oci(volume, registry.image(":v1")).run();

        assertThat(outcome.completed().pinned()).isEqualTo(files().digest());
        assertThat(Files.readAllBytes(outcome.file("weights/a b.bin"))).isEqualTo(WEIGHTS);
        assertThat(Files.readAllBytes(outcome.file("config.json"))).isEqualTo(CONFIG);
        Attempt.Outcome named = Attempt.oci(volume, registry.image("@" + files().digest())).run();
        assertThat(named.completed().alreadyPresent()).isTrue();
    }

    @Test
    void fetchesAModelPack() throws IOException {
        byte[] tar = new Tar().file("docs/a.md", CONFIG).file("docs/b.md", CONFIG).bytes();
        OciArtifact model =
                new OciArtifact()
                        .model("weight.v1.raw", "weights/model.safetensors", WEIGHTS)
                        .model("weight.config.v1.raw", "config.json", CONFIG)
                        .model("doc.v1.tar", "docs", tar)
                        .model(
                                "code.v1.tar+gzip",
                                "code",
                                OciArtifact.gzip(new Tar().file("x.py", CONFIG).bytes()));
        RegistryServer registry = registry().push("v1", model);

        Attempt.Outcome outcome = Attempt.oci(volume, registry.image(":v1")).run();

        assertThat(outcome.completed().files()).isEqualTo(5);
        assertThat(Files.readAllBytes(outcome.file("weights/model.safetensors")))
                .isEqualTo(WEIGHTS);
        assertThat(Files.readAllBytes(outcome.file("docs/b.md"))).isEqualTo(CONFIG);
        assertThat(Files.readAllBytes(outcome.file("x.py"))).isEqualTo(CONFIG);
    }

    @Test
    void unpacksFoldersAndNamelessLayers() throws IOException {
        OciArtifact artifact =
                new OciArtifact()
                        .folder("model", new Tar().file("model/weights.bin", WEIGHTS).bytes())
                        .layer(
                                "application/vnd.docker.image.rootfs.diff.tar.gzip",
                                OciArtifact.gzip(new Tar().file("opt/nim/x", CONFIG).bytes()),
                                Map.of());
        RegistryServer registry = registry().push("v1", artifact);

        Attempt.Outcome outcome = Attempt.oci(volume, registry.image(":v1")).run();

        assertThat(Files.readAllBytes(outcome.file("model/weights.bin"))).isEqualTo(WEIGHTS);
        assertThat(Files.readAllBytes(outcome.file("opt/nim/x"))).isEqualTo(CONFIG);
    }

    @Test
    void fetchesThePinnedManifestAlthoughTheTagMoved() throws IOException {
        RegistryServer registry = registry().push("latest", files());
        registry.push("latest", new OciArtifact().file("other", CONFIG));

        Attempt.Outcome outcome =
                Attempt.oci(volume, registry.image("")).with("pinned", files().digest()).run();

        assertThat(outcome.completed().files()).isEqualTo(2);
    }

    @Test
    void choosesTheSameManifestOfAnIndexEverywhere() throws IOException {
        OciArtifact other = new OciArtifact().file("other", CONFIG);
        Map<String, OciArtifact> platforms = new LinkedHashMap<>();
        platforms.put("linux/arm64", other);
        platforms.put("linux/amd64", files());
        platforms.put("unknown/unknown", new OciArtifact().file("attestation", CONFIG));
        RegistryServer registry = registry().push("a", files()).push("b", other);
        registry.push("c", platforms.get("unknown/unknown"));
        registry.manifest("v1", OciArtifact.INDEX, OciArtifact.index(platforms));
        platforms.remove("linux/amd64");
        platforms.put("linux/riscv64", files());
        registry.manifest("v2", OciArtifact.INDEX, OciArtifact.index(platforms));

        Attempt.Outcome chosen = Attempt.oci(volume, registry.image(":v1")).run();
        Attempt.Outcome none = Attempt.oci(volume, registry.image(":v2")).run();

        assertThat(chosen.completed().pinned()).isEqualTo(files().digest());
        assertThat(none.failed().failure().code()).isEqualTo(Code.SOURCE_UNSUPPORTED);
    }

    @Test
    void logsInWithNameAndPassword() throws IOException {
        RegistryServer registry = RegistryServer.guarded(scratch);
        server = registry;
        registry.push("v1", files());

        logsIn(registry);
    }

    @Test
    void logsInWithATokenOfTheTokenServer() throws Exception {
        try (TokenServer tokens = new TokenServer(scratch)) {
            RegistryServer registry = registry(tokens.guard(), Optional.of(tokens.authorization()));
            registry.push("v1", files());

            logsIn(registry);

            assertThat(tokens.origin.requests).isNotEmpty();
        }
    }

    @Test
    void exchangesAnIdentityTokenForOneOfTheRegistry() throws Exception {
        try (TokenServer tokens = new TokenServer(scratch)) {
            RegistryServer registry = registry(tokens.guard(), Optional.of(tokens.authorization()));
            registry.push("v1", files());
            Attempt attempt = Attempt.oci(volume, registry.image(":v1"));

            Attempt.Outcome wrong = attempt.secrets(identity(registry, "canary-wrong")).run();
            Attempt.Outcome right = attempt.secrets(identity(registry, "canary-identity+/=")).run();

            assertThat(wrong.failed().failure().code()).isEqualTo(Code.AUTH_FORBIDDEN);
            assertThat(Files.readAllBytes(right.file("weights/a b.bin"))).isEqualTo(WEIGHTS);
        }
    }

    /** As a login to a registry of Azure leaves it: a name that is none, and no password. */
    private Secrets identity(RegistryServer registry, String token) throws IOException {
        String json =
                """
                {"auths": {"%s": {"auth": "MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwOg==",
                                  "identitytoken": "%s"}}}
                """
                        .formatted(registry.host(), token);
        Files.writeString(secrets.resolve(".dockerconfigjson"), json);
        return Secrets.read(secrets);
    }

    private void logsIn(RegistryServer registry) throws IOException {
        Attempt attempt = Attempt.oci(volume, registry.image(":v1"));

        Attempt.Outcome nobody = attempt.run();
        Attempt.Outcome wrong = attempt.secrets(login(registry, "wrong")).run();
        Attempt.Outcome right = attempt.secrets(login(registry, "canary-password")).run();

        assertThat(nobody.failed().failure().code()).isEqualTo(Code.AUTH_REQUIRED);
        assertThat(nobody.failed().failure().message()).contains(registry.image(":v1"));
        assertThat(wrong.failed().failure().code()).isEqualTo(Code.AUTH_FORBIDDEN);
        assertThat(Files.readAllBytes(right.file("weights/a b.bin"))).isEqualTo(WEIGHTS);
    }

    /** As a pull secret of Kubernetes is mounted. */
    private Secrets login(RegistryServer registry, String password) throws IOException {
        String json =
                """
                {"auths": {"http://%s/v2/": {"username": "user", "password": "%s"},
                           "https://other.example": {"auth": "eDp5"}}}
                """
                        .formatted(registry.host(), password);
        Files.writeString(secrets.resolve(".dockerconfigjson"), json);
        return Secrets.read(secrets);
    }

    @Test
    void tellsWhatIsNotThere() throws IOException {
        RegistryServer registry = registry().push("v1", files());

        assertThat(Attempt.oci(volume, registry.image(":v2")).run().failed().failure().code())
                .isEqualTo(Code.NOT_FOUND);
    }
}
