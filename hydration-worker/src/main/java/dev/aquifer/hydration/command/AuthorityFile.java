package dev.aquifer.hydration.command;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Authorities;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The file with a person's own certificate authorities, by the option or the usual variable. */
final class AuthorityFile {

    private static final String VARIABLE = "SSL_CERT_FILE";

    private final HydrateArguments arguments;
    private final Map<String, String> environment;

    AuthorityFile(HydrateArguments arguments, Map<String, String> environment) {
        this.arguments = arguments;
        this.environment = environment;
    }

    /** What is in it, if one is named; fails with its name where that is of no use. */
    Optional<String> pem() {
        return arguments
                .caFile()
                .map(file -> read("--ca-file " + file, file))
                .or(() -> variable().map(file -> read(VARIABLE + "=" + file, file)));
    }

    private Optional<String> variable() {
        return Optional.ofNullable(environment.get(VARIABLE)).filter(file -> !file.isBlank());
    }

    private static String read(String name, String file) {
        try {
            // Certificates are ASCII; what is written between them may be anything.
            String pem = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
            var _ = Authorities.parse(name, pem);
            return pem;
        } catch (NoSuchFileException e) {
            throw bad(name + ": there is no such file");
        } catch (AccessDeniedException e) {
            throw bad(name + " may not be read");
        } catch (IOException e) {
            throw bad(name + " cannot be read: " + e.getMessage());
        } catch (InvalidPathException e) {
            throw bad(name + " is not a path");
        } catch (IllegalArgumentException e) {
            throw bad(String.valueOf(e.getMessage()));
        }
    }

    private static HydrationFailed bad(String message) {
        return new HydrationFailed(Code.BAD_REQUEST, message);
    }
}
