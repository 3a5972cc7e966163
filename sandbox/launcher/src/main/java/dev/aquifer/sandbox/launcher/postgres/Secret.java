package dev.aquifer.sandbox.launcher.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A password that lives in a file which only its owner may read. */
public record Secret(Path file, String value) {

    /** The secret in that file, made up when there is none. */
    public static Secret in(Path file) throws IOException {
        if (Files.exists(file)) {
            return new Secret(file, Files.readString(file));
        }
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        var value = HexFormat.of().formatHex(bytes);
        var next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        Files.createFile(
                next,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(next, value);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        return new Secret(file, value);
    }

    /** The file's name, never the value. */
    @Override
    public String toString() {
        return "secret in " + file;
    }
}
