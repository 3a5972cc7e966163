package dev.aquifer.deployment;

import io.quarkus.arc.Unremovable;
import io.quarkus.credentials.CredentialsProvider;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/** The database's user and password: the password from a file, read anew for each connection. */
@ApplicationScoped
@Unremovable
class PasswordFile implements CredentialsProvider {
    private final DeploymentSettings settings;

    PasswordFile(DeploymentSettings settings) {
        this.settings = settings;
    }

    @Override
    public Map<String, String> getCredentials(String credentialsProviderName) {
        var credentials = new HashMap<String, String>();
        credentials.put(USER_PROPERTY_NAME, settings.database().user());
        settings.database()
                .passwordFile()
                .ifPresent(
                        file -> {
                            try {
                                credentials.put(PASSWORD_PROPERTY_NAME, Files.readString(file));
                            } catch (IOException e) {
                                throw new UncheckedIOException(
                                        "aquifer.database.password-file: cannot read " + file, e);
                            }
                        });
        return credentials;
    }
}
