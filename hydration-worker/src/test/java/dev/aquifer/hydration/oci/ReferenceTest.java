package dev.aquifer.hydration.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.hydration.failure.HydrationFailed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {

    private static final String DIGEST = "sha256:" + "0".repeat(64);

    @ParameterizedTest
    @CsvSource({
        "busybox, registry-1.docker.io, library/busybox, latest",
        "org/model:v1, registry-1.docker.io, org/model, v1",
        "docker.io/model, registry-1.docker.io, library/model, latest",
        "ghcr.io/org/model, ghcr.io, org/model, latest",
        "localhost/model:x, localhost, model, x",
        "localhost:5000/a/b/c:V1.0_x, localhost:5000, a/b/c, V1.0_x",
        "[::1]:5000/a, [::1]:5000, a, latest",
    })
    void readsWhatPeopleWrite(String image, String host, String repository, String tag) {
        Reference reference = Reference.parse(image);

        assertThat(reference.host()).isEqualTo(host);
        assertThat(reference.repository()).isEqualTo(repository);
        assertThat(reference.revision()).isEqualTo(tag);
    }

    @Test
    void asksForTheDigestRatherThanTheTag() {
        assertThat(Reference.parse("ghcr.io/a/b:v1@" + DIGEST).revision()).isEqualTo(DIGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a/../b",
                "a b",
                "A/B",
                "a:",
                "a@",
                "a@sha256:abc",
                "a@sha512:00",
                "user:password@host.example/a",
                "https://host.example/a",
                "host.example/a?x=y",
                "host.example/a#b",
                "host.example:x/a",
                "host.example/",
                "/a"
            })
    void refusesWhatIsNone(String image) {
        assertThatThrownBy(() -> Reference.parse(image))
                .isInstanceOf(HydrationFailed.class)
                .hasMessageContaining("request.source.oci.image");
    }
}
