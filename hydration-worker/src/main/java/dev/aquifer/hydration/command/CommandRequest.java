package dev.aquifer.hydration.command;

import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Authorities;
import dev.aquifer.hydration.json.Json;
import dev.aquifer.hydration.request.HydrationRequest;
import dev.aquifer.hydration.request.Policy;
import dev.aquifer.hydration.request.RequestFile;
import dev.aquifer.hydration.request.Task;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The request that a command stands for. */
public final class CommandRequest {

    private static final List<String> EVERYWHERE = List.of("0.0.0.0/0", "::/0");

    private CommandRequest() {}

    /**
     * Reads it like any other request, so that the same rules hold.
     *
     * @param warnings told in a line what of the environment is of no use
     */
    public static HydrationRequest of(
            HydrateArguments arguments,
            Map<String, String> environment,
            Consumer<String> warnings) {
        SourceAddress address = new SourceAddress(arguments, environment);
        Map<String, Object> policy = new LinkedHashMap<>();
        policy.put("maxStreams", arguments.connections());
        policy.put("maxFiles", Policy.MOST_FILES);
        policy.put("allowPrivateOrigins", arguments.privateOrigins() ? EVERYWHERE : List.of());
        Map<String, Object> source = address.source();
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("schemaVersion", RequestFile.SCHEMA_VERSION);
        request.put("uid", Digests.sha256Hex(Json.text(source)));
        request.put("source", source);
        request.put("target", Map.of("root", folder(arguments.folder()).toString()));
        request.put("policy", policy);
        Supplier<Authorities> authorities =
                new AuthorityFile(arguments, environment, warnings).authorities();
        try {
            return RequestFile.parse(Json.text(request).getBytes(StandardCharsets.UTF_8))
                    .trusting(authorities)
                    .doing(new Task.Place(address.patterns().get(0), address.patterns().get(1)));
        } catch (HydrationFailed e) {
            String message = e.message().replaceFirst("^request\\.(source\\.)?", "");
            throw new HydrationFailed(e.code(), message, e.detail(), e);
        }
    }

    private static Path folder(String folder) {
        try {
            return Path.of(folder).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new HydrationFailed(Code.BAD_REQUEST, "FOLDER is not a path");
        }
    }
}
