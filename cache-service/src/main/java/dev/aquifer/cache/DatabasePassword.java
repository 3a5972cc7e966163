package dev.aquifer.cache;

import io.quarkus.credentials.CredentialsProvider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** The login of the database; the password is read from its file, again for each connection. */
@ApplicationScoped
@Named("database-password-file")
public class DatabasePassword implements CredentialsProvider {
    private final CacheSettings.Database database;

    DatabasePassword(CacheSettings settings) {
        this.database = settings.database();
    }

    @Override
    public Map<String, String> getCredentials(String name) {
        try {
            return Map.of(
                    USER_PROPERTY_NAME,
                    database.user(),
                    PASSWORD_PROPERTY_NAME,
                    Files.readString(database.passwordFile()).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("the database's password file cannot be read", e);
        }
    }
}
