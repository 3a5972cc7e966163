package dev.aquifer.deployment;

import io.quarkus.arc.Unremovable;
import io.quarkus.credentials.CredentialsProvider;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/** The login of the database; the password is read from its file, again for each connection. */
@ApplicationScoped
@Unremovable
class DatabasePassword implements CredentialsProvider {
    private final DeploymentSettings.Database database;

    DatabasePassword(DeploymentSettings settings) {
        this.database = settings.database();
    }

    @Override
    public Map<String, String> getCredentials(String name) {
        var credentials = new HashMap<String, String>();
        credentials.put(USER_PROPERTY_NAME, database.user());
        try {
            if (database.passwordFile().isPresent()) {
                credentials.put(
                        PASSWORD_PROPERTY_NAME,
                        Files.readString(database.passwordFile().get()).strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the database's password file cannot be read", e);
        }
        return credentials;
    }
}
