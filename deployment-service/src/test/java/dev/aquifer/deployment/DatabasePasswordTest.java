package dev.aquifer.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabasePasswordTest {
    /** The settings with these values. */
    static DeploymentSettings settings(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(DeploymentSettings.class)
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build()
                .getConfigMapping(DeploymentSettings.class);
    }

    @Test
    void aNewlineAtTheEndOfTheFileIsNotPartOfThePassword(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("password"), "secret\n");
        var settings = settings(Map.of("aquifer.database.password-file", file.toString()));

        assertThat(new DatabasePassword(settings).getCredentials("database"))
                .containsEntry("password", "secret")
                .containsEntry("user", "deployment_service");
    }

    @Test
    void aDatabaseWithoutAPasswordNeedsNoFile() {
        assertThat(new DatabasePassword(settings(Map.of())).getCredentials("database"))
                .containsOnlyKeys("user");
    }
}
