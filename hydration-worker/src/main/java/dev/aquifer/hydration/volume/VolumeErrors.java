package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns what the file system says into a type, by its error and never by words in a path. Java
 * tells most errors by their text alone, which is English where the worker is started as it should
 * be.
 */
public final class VolumeErrors {

    private VolumeErrors() {}

    /** The failure behind this error, which happened while doing {@code what}. */
    public static HydrationFailed of(String what, IOException e) {
        Code code = code(e);
        return new HydrationFailed(code, what + ": " + reason(e), Map.of(), e);
    }

    private static Code code(IOException e) {
        if (e instanceof AccessDeniedException) {
            return Code.PERMISSION_DENIED;
        }
        return switch (reason(e)) {
            case "No space left on device", "Disk quota exceeded", "File too large" ->
                    Code.INSUFFICIENT_SPACE;
            case "Read-only file system" -> Code.VOLUME_READ_ONLY;
            case "Permission denied", "Operation not permitted" -> Code.PERMISSION_DENIED;
            case "File name too long" -> Code.PATH_INVALID;
            default -> inOtherWords(e, FullDevice.error());
        };
    }

    /**
     * What an error is that is told in the language of some locale.
     *
     * @param full what the same process says where there is no space
     */
    static Code inOtherWords(IOException e, Optional<String> full) {
        if (full.equals(Optional.of(reason(e)))) {
            return Code.INSUFFICIENT_SPACE;
        }
        return e instanceof FileSystemException named && readOnly(named.getFile())
                ? Code.VOLUME_READ_ONLY
                : Code.VOLUME_FAILED;
    }

    private static boolean readOnly(@Nullable String file) {
        try {
            @Nullable Path path = file == null ? null : Path.of(file).toAbsolutePath();
            while (path != null && !Files.exists(path)) {
                path = path.getParent();
            }
            return path != null && Files.getFileStore(path).isReadOnly();
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException fse ? fse.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }
}
