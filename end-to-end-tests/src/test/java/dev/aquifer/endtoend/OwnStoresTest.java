package dev.aquifer.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.testkit.MotoServer;
import dev.aquifer.hydration.testkit.OciArtifact;
import dev.aquifer.hydration.testkit.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models come from a bucket and a registry of one's own, which let nobody in without a login:
 * servers that others wrote. The logins are nowhere but where they belong.
 */
@ExtendWith(SharedFleet.class)
class OwnStoresTest {
    private static final byte[] WEIGHTS = "all the weights".repeat(10_000).getBytes(UTF_8);
    private static final byte[] CONFIG = "{}".getBytes(UTF_8);

    @TempDir private Path folder = Path.of("unset");
    private final Canaries canaries = new Canaries();

    @Test
    void aBucketIsStagedWithItsKeys(Fleet fleet) throws IOException {
        try (var store = MotoServer.start(folder.resolve("log"));
                var team = Team.in(fleet, "e2e-bucket");
                var commands = new CommandLines(fleet.sandbox())) {
            store.bucket("models");
            store.object("models", "weights.bin", WEIGHTS);
            store.object("models", "tokenizer/config.json", CONFIG);
            // The whole bucket: moto takes no signature of a prefix with a slash, whoever makes it.
            var keys = store.guard();
            team.apply(
                    Manifests.secret(
                            team.name(),
                            "login",
                            Map.of(
                                    "access_key",
                                    keys[0],
                                    "secret_key",
                                    canaries.add("secret key", keys[1]))),
                    Manifests.cache(
                            team.name(),
                            "bucket",
                            "s3: {uri: 's3://models', endpoint: 'http://%s', secretRef: {name: login}}"
                                    .formatted(named(store.authority()))));

            isStaged(fleet, team, "bucket", commands);
        }
    }

    @Test
    void aRegistryIsPulledFromWithItsLogin(Fleet fleet) throws IOException {
        try (var registry = RegistryServer.guarded(folder);
                var team = Team.in(fleet, "e2e-registry");
                var commands = new CommandLines(fleet.sandbox())) {
            var image = named(registry.image(":1"));
            registry.push(
                    "1",
                    new OciArtifact()
                            .file("weights.bin", WEIGHTS)
                            .file("tokenizer/config.json", CONFIG));
            team.apply(
                    Manifests.pullSecret(
                            team.name(),
                            "login",
                            named(registry.host()),
                            RegistryServer.USER,
                            canaries.add("password", RegistryServer.PASSWORD)),
                    Manifests.cache(
                            team.name(),
                            "registry",
                            "oci: {image: '%s', pullSecretRef: {name: login}}".formatted(image)));

            isStaged(fleet, team, "registry", commands);
        }
    }

    /** By the name that the sandbox lets models come from. */
    private static String named(String authority) {
        return authority.replace("127.0.0.1", Sandbox.ORIGINS_OF_TESTS);
    }

    private void isStaged(Fleet fleet, Team team, String cache, CommandLines commands)
            throws IOException {
        var ready = team.readyCache(cache);

        assertThat(ready.text("status.summary.ready")).isEqualTo("2/2");
        for (var cluster : Sandbox.CLUSTERS) {
            var volume = fleet.volume(cluster, team.name(), cache).orElseThrow();
            assertThat(only(volume, "weights.bin")).hasBinaryContent(WEIGHTS);
            assertThat(only(volume, "config.json")).hasBinaryContent(CONFIG);
        }
        fleet.await(
                "copies of the login to be gone from workload clusters",
                () -> Canaries.copies(fleet, team.name()).isEmpty(),
                () -> Canaries.copies(fleet, team.name()).toString());
        assertThat(commands.seen()).anyMatch(line -> line.contains(Victims.WORKER));
        assertThat(canaries.foundIn(fleet, commands.seen())).isEmpty();
    }

    private static Path only(Path volume, String name) throws IOException {
        try (var files = Files.walk(volume)) {
            var found = files.filter(file -> file.endsWith(name)).toList();
            assertThat(found).as(name).hasSize(1);
            return found.getFirst();
        }
    }
}
