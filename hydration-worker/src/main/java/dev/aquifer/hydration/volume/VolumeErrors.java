package dev.aquifer.hydration.volume;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Map;

/** Turns what the file system says into a type, by its error and never by words in a path. */
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
            default -> Code.VOLUME_FAILED;
        };
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException fse ? fse.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }
}
