package dev.aquifer.hydration.request;

import dev.aquifer.hydration.artifact.ArtifactDigest;
import dev.aquifer.hydration.artifact.ArtifactPath;
import dev.aquifer.hydration.artifact.MountedPart;
import dev.aquifer.hydration.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is to be done about the artifact. */
public sealed interface Task {

    /**
     * Bring it onto the volume.
     *
     * @param keep when given, published artifacts that it does not list are removed afterwards
     * @param mounted what its readers will mount, which has to be there
     */
    record Hydrate(Optional<List<ArtifactDigest>> keep, MountedPart mounted) implements Task {}

    /**
     * Fetch some files of a published artifact again and put them in their places.
     *
     * @param digest of the artifact; without it, the one that source and revision name
     * @param paths of the files
     */
    record Repair(Optional<ArtifactDigest> digest, List<String> paths) implements Task {}

    /**
     * Read a published artifact and compare it with its marker. Nothing is written.
     *
     * @param digest of the artifact; without it, the one that source and revision name
     */
    record Verify(Optional<ArtifactDigest> digest) implements Task {}

    /** Compare what somebody else put onto the volume with the source. Nothing is written. */
    record Adopt() implements Task {}

    /**
     * Bring its files straight into the folder, as a person expects them there. Only the command
     * asks for this.
     *
     * @param include patterns of names, all when empty
     * @param exclude patterns of names that are left out
     */
    record Place(List<String> include, List<String> exclude) implements Task {}

    /** Brings the artifact, removes nothing else. */
    Task HYDRATE = new Hydrate(Optional.empty(), MountedPart.WHOLE);

    /** Reads the task of a request; without any, it is to hydrate. */
    static Task of(JsonObject request) {
        String mode = request.optionalText("mode").orElse("hydrate");
        Optional<ArtifactDigest> digest = request.optionalText("digest").map(Task::digest);
        List<String> repair = request.texts("repair");
        return switch (mode) {
            case "hydrate" ->
                    repair.isEmpty()
                            ? new Hydrate(keep(request), mounted(request))
                            : repair(digest, repair);
            case "verify" -> new Verify(digest);
            case "adopt" -> new Adopt();
            default ->
                    throw new IllegalArgumentException(
                            "request.mode must be hydrate, verify or adopt");
        };
    }

    private static Task repair(Optional<ArtifactDigest> digest, List<String> paths) {
        paths.forEach(ArtifactPath::check);
        return new Repair(digest, List.copyOf(paths));
    }

    private static Optional<List<ArtifactDigest>> keep(JsonObject request) {
        return request.fields().containsKey("keep")
                ? Optional.of(request.texts("keep").stream().map(Task::digest).toList())
                : Optional.empty();
    }

    private static MountedPart mounted(JsonObject request) {
        return request.optionalObject("mount")
                .flatMap(mount -> mount.optionalText("subPath"))
                .map(MountedPart::of)
                .orElse(MountedPart.WHOLE);
    }

    private static ArtifactDigest digest(String text) {
        if (!Pattern.matches("sha256:[0-9a-f]{64}", text)) {
            throw new IllegalArgumentException(
                    "request: a digest must be sha256: and 64 hexadecimal digits");
        }
        return new ArtifactDigest(text.substring("sha256:".length()));
    }
}
