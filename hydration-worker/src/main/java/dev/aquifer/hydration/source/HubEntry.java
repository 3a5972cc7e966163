package dev.aquifer.hydration.source;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.json.JsonObject;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Size and digest of a file in a hub's listing: of a large file its own, not its pointer's.
 *
 * @param size of the bytes that will come
 * @param expected what they hash to
 */
record HubEntry(long size, PlannedFile.Expected expected) {

    private static final Pattern BLOB = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    static HubEntry of(JsonObject file) {
        Optional<JsonObject> lfs = file.optionalObject("lfs");
        long size = lfs.orElse(file).number("size");
        if (size < 0) {
            throw violation("the hub lists a file of negative size");
        }
        return new HubEntry(
                size,
                lfs.<PlannedFile.Expected>map(HubEntry::sha256).orElseGet(() -> gitBlob(file)));
    }

    private static PlannedFile.Expected sha256(JsonObject lfs) {
        String oid =
                lfs.optionalText("oid")
                        .or(() -> lfs.optionalText("sha256"))
                        .orElse("")
                        .toLowerCase(Locale.ROOT)
                        .replaceFirst("^sha256:", "");
        if (!SHA256.matcher(oid).matches()) {
            throw violation("the hub lists a large file without a SHA-256");
        }
        return new PlannedFile.Expected.Sha256(oid);
    }

    private static PlannedFile.Expected gitBlob(JsonObject file) {
        String oid = file.optionalText("oid").orElse("");
        if (!BLOB.matcher(oid).matches()) {
            throw violation("the hub lists a file without a blob id");
        }
        return new PlannedFile.Expected.GitBlob(oid);
    }

    private static HydrationFailed violation(String message) {
        return new HydrationFailed(Code.PROTOCOL_VIOLATION, message);
    }
}
