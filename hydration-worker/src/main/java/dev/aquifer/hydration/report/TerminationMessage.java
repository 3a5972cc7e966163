package dev.aquifer.hydration.report;

import dev.aquifer.hydration.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result as a termination message. Kubernetes keeps 4096 bytes of it, so that the message is
 * shortened before it would be cut in the middle of its JSON.
 */
public final class TerminationMessage {

    static final int LONGEST = 4096;
    private static final int SHORT_TEXT = 600;

    private final Path file;
    private final boolean createIfMissing;
    private final Redaction redaction;

    /** Writes to {@code file}, which must exist unless it was asked for by name. */
    public TerminationMessage(Path file, boolean createIfMissing, Redaction redaction) {
        this.file = file;
        this.createIfMissing = createIfMissing;
        this.redaction = redaction;
    }

    /** Leaves the result. The log has it too, so an unwritable file is not a failure. */
    public void leave(Result result) {
        if (!createIfMissing && !Files.isWritable(file)) {
            return;
        }
        try {
            Files.write(file, bytes(result));
        } catch (IOException e) {
            System.err.println("termination message not written: " + e.getClass().getSimpleName());
        }
    }

    byte[] bytes(Result result) {
        byte[] whole = utf8(result.brief());
        if (whole.length <= LONGEST) {
            return whole;
        }
        Map<String, Object> brief = new LinkedHashMap<>(result.brief());
        brief.remove("detail");
        brief.replaceAll((name, value) -> value instanceof String text ? shorten(text) : value);
        return utf8(brief);
    }

    private static String shorten(String text) {
        return text.length() <= SHORT_TEXT ? text : text.substring(0, SHORT_TEXT) + "…";
    }

    private byte[] utf8(Map<String, Object> fields) {
        return redaction.clean(Json.text(fields)).getBytes(StandardCharsets.UTF_8);
    }
}
