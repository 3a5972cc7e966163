package dev.aquifer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.events.spec.ModelCacheSpec.Oci;
import dev.aquifer.events.spec.ModelCacheSpec.Source;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceFieldsTest {
    private static final CacheSettings SETTINGS =
            CacheSettingsTest.read(
                    Map.of("aquifer.hydration.plain-http-registries", "registry.local,hub:5000"));

    @ParameterizedTest
    @CsvSource({
        "registry.local/a/b:1, true",
        "registry.local:5000/a/b:1, true",
        "hub:5000/a/b, true",
        "hub:5001/a/b, false",
        "hub/a/b, false",
        "registry.example/registry.local/b, false"
    })
    void onlyNamedRegistriesAreSpokenToWithoutEncryption(String image, boolean plain) {
        var source = new Source(null, null, null, new Oci(image, null), null, null);

        var fields = SourceFields.of(source).forWorker(SETTINGS.hydration()).fields();

        assertThat(fields.path("plainHttp").asBoolean()).isEqualTo(plain);
        assertThat(fields.path("image").asText()).isEqualTo(image);
    }
}
