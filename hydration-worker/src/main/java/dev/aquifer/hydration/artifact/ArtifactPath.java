package dev.aquifer.hydration.artifact;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules for names of files, which come from strangers: relative, of plain segments, within
 * lengths that every file system holds. What breaks a rule is refused, never repaired.
 */
public final class ArtifactPath {

    private static final int LONGEST_SEGMENT = 255;
    private static final int LONGEST_PATH = 2048;
    private static final int DEEPEST = 64;
    private static final Set<String> RESERVED = Set.of(".aquifer", "lost+found");

    private ArtifactPath() {}

    /** Returns the path if it keeps the rules, and else fails with the one that it breaks. */
    public static String check(String path) {
        if (path.isEmpty()) {
            throw invalid(path, "is empty");
        }
        if (path.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw invalid(path, "holds a control character");
        }
        if (path.indexOf('\\') >= 0) {
            throw invalid(path, "holds a backslash");
        }
        if (path.startsWith("/")) {
            throw invalid(path, "is absolute");
        }
        if (utf8(path) > LONGEST_PATH) {
            throw invalid(path, "is longer than " + LONGEST_PATH + " bytes");
        }
        String[] segments = path.split("/", -1);
        if (segments.length > DEEPEST) {
            throw invalid(path, "is deeper than " + DEEPEST + " folders");
        }
        for (String segment : segments) {
            checkSegment(path, segment);
        }
        if (RESERVED.contains(segments[0])) {
            throw invalid(path, "begins with a reserved name");
        }
        return path;
    }

    /** Refuses paths that cannot exist side by side: twice the same, or a file that is a folder. */
    public static void checkTogether(Collection<String> paths) {
        Set<String> files = new HashSet<>();
        for (String path : paths) {
            if (!files.add(path)) {
                throw invalid(path, "is listed twice");
            }
        }
        for (String path : files) {
            for (int i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
                if (files.contains(path.substring(0, i))) {
                    throw invalid(path, "lies in a folder that is also a file");
                }
            }
        }
    }

    /**
     * Refuses paths that a volume with these foldings takes for one, and folders whose files it
     * would put into one.
     */
    public static void checkTogether(Collection<String> paths, Set<Folding> folded) {
        if (folded.isEmpty()) {
            return;
        }
        Map<String, String> spelled = new HashMap<>();
        RESERVED.forEach(name -> spelled.put(Folding.key(name, folded), name));
        for (String path : paths) {
            for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
                requireOneSpelling(path.substring(0, end), spelled, folded);
            }
            requireOneSpelling(path, spelled, folded);
        }
    }

    private static void requireOneSpelling(
            String path, Map<String, String> spelled, Set<Folding> folded) {
        String before = spelled.putIfAbsent(Folding.key(path, folded), path);
        if (before != null && !before.equals(path)) {
            String blind = folded.stream().map(Folding::words).collect(Collectors.joining(", or "));
            throw invalid(
                    path,
                    "and \""
                            + shown(before)
                            + "\" are one on this volume, which takes no notice "
                            + blind);
        }
    }

    private static void checkSegment(String path, String segment) {
        if (segment.isEmpty()) {
            throw invalid(path, "has an empty segment");
        }
        if (segment.equals(".") || segment.equals("..")) {
            throw invalid(path, "leaves its folder");
        }
        if (utf8(segment) > LONGEST_SEGMENT) {
            throw invalid(path, "has a segment longer than " + LONGEST_SEGMENT + " bytes");
        }
    }

    private static int utf8(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return bytes.remaining();
        } catch (CharacterCodingException e) {
            throw invalid(text, "is not valid Unicode");
        }
    }

    private static HydrationFailed invalid(String path, String why) {
        return new HydrationFailed(Code.PATH_INVALID, "file name \"" + shown(path) + "\" " + why);
    }

    private static String shown(String path) {
        StringBuilder shown = new StringBuilder();
        path.codePoints()
                .limit(120)
                .forEach(
                        c -> {
                            if (c < ' ' || c == 0x7f || (c >= 0xd800 && c <= 0xdfff)) {
                                shown.append("\\u%04x".formatted(c));
                            } else {
                                shown.appendCodePoint(c);
                            }
                        });
        return shown.length() < path.length() && path.length() > 120 ? shown + "…" : shown + "";
    }
}
