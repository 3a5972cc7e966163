package dev.aquifer.hydration.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.hydration.request.AccessKeys;
import dev.aquifer.hydration.request.HydrationRequest;
import dev.aquifer.hydration.request.Policy;
import dev.aquifer.hydration.request.Secrets;
import dev.aquifer.hydration.request.SourceSpec;
import dev.aquifer.hydration.request.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandRequestTest {

    @TempDir private Path home;

    private static HydrationRequest request(Map<String, String> environment, String... arguments) {
        return CommandRequest.of(
                HydrateArguments.parse(arguments),
                environment,
                warning -> {
                    throw new AssertionError(warning);
                });
    }

    @Test
    void aRepositoryMayNameARevisionAndAnotherHub() {
        HydrationRequest request =
                request(
                        Map.of("HF_ENDPOINT", "https://hub.example"),
                        "hf://org/name@refs/pr/3",
                        "x",
                        "--include=*.json",
                        "--exclude",
                        "*.bin");

        assertThat(request.source())
                .isEqualTo(
                        new SourceSpec.HuggingFace(
                                "https://hub.example",
                                "org/name",
                                Optional.of("refs/pr/3"),
                                List.of("*.json"),
                                List.of("*.bin")));
        assertThat(request.task()).isEqualTo(new Task.Place(List.of(), List.of()));
        assertThat(request.policy().allowPrivateOrigins()).isEmpty();
    }

    @Test
    void nobodyIsRefusedFilesThatTheyAskedForThemselves() {
        assertThat(request(Map.of(), "hf://org/name", "x").policy().maxFiles())
                .isEqualTo(Policy.MOST_FILES);
    }

    @Test
    void aBucketTakesItsPlaceFromTheEnvironment() {
        HydrationRequest request =
                request(
                        Map.of("AWS_REGION", "eu-west-1", "AWS_ENDPOINT_URL", "https://s3.example"),
                        "s3://models/some/prefix/",
                        "x",
                        "--include",
                        "*.json");

        assertThat(request.source())
                .isInstanceOfSatisfying(
                        SourceSpec.S3.class,
                        s3 -> {
                            assertThat(s3.bucket()).isEqualTo("models");
                            assertThat(s3.prefix()).isEqualTo("some/prefix");
                            assertThat(s3.region()).contains("eu-west-1");
                            assertThat(s3.endpoint()).contains("https://s3.example");
                        });
        assertThat(request.task()).isEqualTo(new Task.Place(List.of("*.json"), List.of()));
    }

    @Test
    void thereAreAsManyConnectionsAsItSays() {
        assertThat(request(Map.of(), "hf://a/b", "x").policy().maxStreams()).isEqualTo(32);
        assertThat(request(Map.of(), "hf://a/b", "x", "--connections=3").policy().maxStreams())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:5000/a/b:1, true",
        "127.0.0.1:5000/a@sha256:00, true",
        "registry.example/a:1, false",
        "localhost.example/a:1, false"
    })
    void aRegistryOfThisMachineNeedsNoEncryption(String image, boolean plain) {
        assertThat(source("oci://" + image, "x", "--allow-private-origins"))
                .isEqualTo(Map.of("oci", Map.of("image", image, "plainHttp", plain)));
        assertThat(source("oci://" + image, "x"))
                .isEqualTo(Map.of("oci", Map.of("image", image, "plainHttp", false)));
    }

    private static Map<String, Object> source(String... arguments) {
        return new SourceAddress(HydrateArguments.parse(arguments), Map.of()).source();
    }

    @ParameterizedTest
    @CsvSource({
        "https://h.example/a/b%20c.bin?x=1, b c.bin",
        "https://h.example/a/b+c.bin#f, b+c.bin",
        "https://h.example/, artifact",
        "https://h.example, artifact"
    })
    void aFileIsCalledAsItsAddressEnds(String address, String name) {
        assertThat(request(Map.of(), address, "x").source())
                .isInstanceOfSatisfying(
                        SourceSpec.Http.class, http -> assertThat(http.filename()).isEqualTo(name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hf://a/b|SOURCE and FOLDER",
                "a/b x|must begin with",
                "file:///etc/passwd x|no kind of source",
                "hf:// x|must begin with",
                "hf://a/b x --sha256 00|--sha256",
                "https://h/x x --include a|one file",
                "https://h/x x --endpoint https://y|no other endpoint",
                "oci://h/x x --endpoint https://y|registry itself",
                "hf://a/b x --endpoint|needs a value",
                "hf://a/b x --json=1|takes no value",
                "hf://a/b x --connections many|--connections needs a number",
                "hf://a/b x --connections 65|--connections needs a number from 1 to 64",
                "hf://a/b x --token s|unknown option --token"
            })
    void whatMakesNoSenseIsNamed(String arguments, String named) {
        assertThatThrownBy(() -> request(Map.of(), arguments.split(" ")))
                .hasMessageContaining(named);
    }

    @Test
    void secretsAreThoseOfTheSourceAlone() throws IOException {
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(
                home.resolve(".aws/credentials"),
                """
                [default]
                aws_access_key_id = default-id
                aws_secret_access_key = default-secret

                [work]
                aws_access_key_id=work-id
                aws_secret_access_key=work=secret
                aws_session_token=work=token
                """);
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), "{\"credsStore\": \"desktop\"}");
        Map<String, String> environment =
                Map.of("HOME", home.toString(), "HF_TOKEN", "token", "AWS_PROFILE", "work");
        UsualSecrets secrets = new UsualSecrets(environment);

        assertThat(secrets.of("s3://b/p").accessKeys())
                .contains(new AccessKeys("work-id", "work=secret", Optional.of("work=token")));
        assertThat(secrets.of("s3://b/p").token()).isEmpty();
        assertThat(secrets.of("hf://a/b")).isEqualTo(secretsWithToken());
        assertThat(secrets.of("https://h/x")).isEqualTo(Secrets.NONE);
        assertThat(secrets.of("oci://h/x").pullSecret()).isEmpty();
        Files.writeString(home.resolve(".docker/config.json"), "{\"auths\": {\"h\": {}}}");
        assertThat(secrets.of("oci://h/x").pullSecret()).isPresent();
    }

    private static Secrets secretsWithToken() {
        return new Secrets(Optional.of("token"), Optional.empty());
    }
}
