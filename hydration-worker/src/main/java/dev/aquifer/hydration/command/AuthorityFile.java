package dev.aquifer.hydration.command;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Authorities;
import dev.aquifer.hydration.http.PemCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The file with a person's own certificate authorities. All of it has to be right where an option
 * names it, at once. The usual variable is there for every program, and may name what nobody needs
 * here: its file is read once somebody does (all public authorities take 60 ms), and what can be
 * read of it counts.
 */
final class AuthorityFile {

    private static final String VARIABLE = "SSL_CERT_FILE";

    /** The public authorities take a quarter of a MiB. */
    private static final int LARGEST_MEBI = 4;

    private final HydrateArguments arguments;
    private final Map<String, String> environment;
    private final Consumer<String> warnings;

    AuthorityFile(
            HydrateArguments arguments,
            Map<String, String> environment,
            Consumer<String> warnings) {
        this.arguments = arguments;
        this.environment = environment;
        this.warnings = warnings;
    }

    /** Who is in it, if one is named. */
    Supplier<Authorities> authorities() {
        Optional<Authorities> named =
                arguments.caFile().map(file -> all(read("--ca-file " + file, file)));
        return () -> named.or(this::usual).orElse(Authorities.NONE);
    }

    private Optional<Authorities> usual() {
        return variable().map(file -> readable(read(VARIABLE + "=" + file, file)));
    }

    private Optional<String> variable() {
        return Optional.ofNullable(environment.get(VARIABLE)).filter(file -> !file.isBlank());
    }

    private static Authorities all(PemCertificates found) {
        try {
            return found.all();
        } catch (IllegalArgumentException e) {
            throw new HydrationFailed(
                    Code.BAD_REQUEST, String.valueOf(e.getMessage()), Map.of(), e);
        }
    }

    private Authorities readable(PemCertificates found) {
        List<String> problems = found.problems();
        if (!problems.isEmpty()) {
            String more =
                    problems.size() == 1 ? "" : " (and %d more)".formatted(problems.size() - 1);
            warnings.accept("warning: passed over: " + problems.getFirst() + more);
        }
        return found.readable();
    }

    private static PemCertificates read(String name, String file) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            byte[] pem = in.readNBytes(LARGEST_MEBI * 1024 * 1024 + 1);
            if (pem.length > LARGEST_MEBI * 1024 * 1024) {
                return PemCertificates.none(name + " is larger than " + LARGEST_MEBI + " MiB");
            }
            // Certificates are ASCII; what is written between them may be anything.
            return PemCertificates.in(name, new String(pem, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return PemCertificates.none(name + ": there is no such file");
        } catch (AccessDeniedException e) {
            return PemCertificates.none(name + " may not be read");
        } catch (IOException e) {
            return PemCertificates.none(name + " cannot be read: " + e.getMessage());
        } catch (InvalidPathException e) {
            return PemCertificates.none(name + " is not a path");
        }
    }
}
