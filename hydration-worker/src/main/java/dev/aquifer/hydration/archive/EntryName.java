package dev.aquifer.hydration.archive;

import dev.aquifer.hydration.artifact.ArtifactPath;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.util.ArrayDeque;
import java.util.Deque;

/** Names in archives and what they mean from the archive's top. */
final class EntryName {

    private EntryName() {}

    /** The path of an entry, which keeps the rules for names of files. */
    static String path(String name) {
        String path = name;
        while (path.startsWith("./")) {
            path = path.substring(2);
        }
        return ArtifactPath.check(path);
    }

    /** What a symbolic link points to, which does not leave the archive. */
    static String target(String link, String target) {
        if (target.startsWith("/")) {
            throw invalid(link, "is a link that leaves the artifact");
        }
        Deque<String> segments = new ArrayDeque<>();
        String folder = link.substring(0, link.lastIndexOf('/') + 1);
        for (String segment : (folder + target).split("/")) {
            if (segment.equals("..") && segments.pollLast() == null) {
                throw invalid(link, "is a link that leaves the artifact");
            }
            if (!segment.isEmpty() && !segment.equals(".") && !segment.equals("..")) {
                segments.add(segment);
            }
        }
        return String.join("/", segments);
    }

    static HydrationFailed invalid(String path, String why) {
        return new HydrationFailed(Code.PATH_INVALID, "file name \"" + path + "\" " + why);
    }
}
