package dev.aquifer.hydration.artifact;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What of an artifact its readers mount: all of it, a folder or one file. A part that is not there
 * would not be noticed before they read: Kubernetes makes an empty folder in its place.
 *
 * @param path empty for all of it
 */
public record MountedPart(String path) {

    private static final int MOST_NAMED = 3;

    /** All of it. */
    public static final MountedPart WHOLE = new MountedPart("");

    /** As a mount means it: without what changes nothing about where it leads. */
    public static MountedPart of(String subPath) {
        return new MountedPart(
                Arrays.stream(subPath.split("/"))
                        .filter(segment -> !segment.isEmpty() && !segment.equals("."))
                        .collect(Collectors.joining("/")));
    }

    /** Fails unless one of these files of the artifact is the part, or lies in it. */
    public void requireAmong(Collection<String> files) {
        if (!path.isEmpty() && files.stream().noneMatch(this::holds)) {
            throw new HydrationFailed(
                    Code.PATH_INVALID,
                    "mount.subPath: \"%s\" is no folder and no file of the artifact, which has %s"
                            .formatted(path, top(files)),
                    Map.of("path", path),
                    null);
        }
    }

    private boolean holds(String file) {
        return file.equals(path) || file.startsWith(path + "/");
    }

    private static String top(Collection<String> files) {
        List<String> names = files.stream().map(MountedPart::first).distinct().sorted().toList();
        String named = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        return names.size() > MOST_NAMED ? named + ", …" : named;
    }

    /** A file, or a folder with a slash behind it. */
    private static String first(String file) {
        int slash = file.indexOf('/');
        return slash < 0 ? file : file.substring(0, slash + 1);
    }
}
