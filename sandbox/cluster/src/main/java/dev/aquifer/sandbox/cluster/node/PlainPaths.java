package dev.aquifer.sandbox.cluster.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.regex.Pattern;

/** Another name, by a link, for a folder whose own name a shell would take for several words. */
final class PlainPaths {
    private static final Pattern PLAIN = Pattern.compile("[\\w./+:@-]+");

    private PlainPaths() {}

    static Path of(Path path) {
        if (PLAIN.matcher(path.toString()).matches()) {
            return path;
        }
        try {
            var link =
                    folder().resolve(
                                    UUID.nameUUIDFromBytes(
                                                    path.toString()
                                                            .getBytes(StandardCharsets.UTF_8))
                                            .toString());
            try {
                Files.createSymbolicLink(link, path);
            } catch (FileAlreadyExistsException e) {
                return link; // made before, and only we can make it
            }
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot link to " + path, e);
        }
    }

    private static Path folder() throws IOException {
        var folder =
                Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "aquifer-" + System.getProperty("user.name"));
        try {
            Files.createDirectory(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            var self = Files.getOwner(Path.of(System.getProperty("user.home")));
            if (!Files.isDirectory(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)
                    || !Files.getOwner(folder).equals(self)) {
                throw new IOException(folder + " belongs to somebody else", e);
            }
        }
        return folder;
    }
}
