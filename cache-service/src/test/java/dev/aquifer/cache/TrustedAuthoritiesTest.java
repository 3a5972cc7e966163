package dev.aquifer.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedAuthoritiesTest {
    private static final String CERTIFICATE = NewCertificate.pem();
    private static final String KEY =
            "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n";

    @TempDir private Path folder;

    private String pem(String content) throws IOException {
        var file = Files.writeString(folder.resolve("authorities.pem"), content);
        return new TrustedAuthorities(file).pem();
    }

    @Test
    void areTheCertificatesOfAFileAndNothingElseOfIt() throws IOException {
        var pem = pem("# é, our own\r\n" + CERTIFICATE + KEY + CERTIFICATE.replace("\n", "\r\n"));

        assertThat(pem).doesNotContain("canary", "KEY", "our own");
        assertThat(pem.split("-----BEGIN CERTIFICATE-----\n")).hasSize(3);
        assertThat(pem(pem)).isEqualTo(pem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "canary",
                KEY,
                "-----BEGIN CERTIFICATE-----\ncanary\n-----END CERTIFICATE-----"
            })
    void aFileOfNoUseIsNamed(String content) {
        assertThatThrownBy(() -> pem(content))
                .hasMessageStartingWith("aquifer.hydration.trusted-authorities: ")
                .hasMessageContaining("authorities.pem holds")
                .hasMessageNotContaining("canary");
    }

    @Test
    void moreThanAnEventMayCarryIsRefused() {
        assertThatThrownBy(() -> pem(CERTIFICATE.repeat(400)))
                .hasMessageContaining("more than 131072 bytes");
    }

    @Test
    void aFileThatIsMissingStopsTheServiceAndIsNamed() {
        var file = folder.resolve("missing.pem").toString();
        var settings =
                CacheSettingsTest.read(Map.of("aquifer.hydration.trusted-authorities", file));

        assertThatThrownBy(() -> CacheApplication.checked(settings))
                .hasMessage(
                        "aquifer.hydration.trusted-authorities: %s cannot be read: NoSuchFileException",
                        file);
    }
}
