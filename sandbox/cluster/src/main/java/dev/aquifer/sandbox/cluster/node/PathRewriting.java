package dev.aquifer.sandbox.cluster.node;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The way out where there are no mount namespaces: wherever a mount path stands in a command or a
 * variable, the real folder is put in its place, and addresses in the place of pods' names. Paths
 * that a program has built in are missed.
 */
final class PathRewriting {
    private final HostNames hostNames;

    PathRewriting(HostNames hostNames) {
        this.hostNames = hostNames;
    }

    Launch rewrite(Launch launch) {
        var addresses = hostNames.addresses();
        var variables = new LinkedHashMap<String, String>();
        launch.environment()
                .forEach(
                        (name, value) ->
                                variables.put(name, text(value, launch.mounts(), addresses)));
        var command =
                launch.command().stream()
                        .map(part -> text(part, launch.mounts(), addresses))
                        .toList();
        return new Launch(
                command,
                variables,
                text(launch.workingDir(), launch.mounts(), addresses),
                launch.mounts());
    }

    /** Does the same to what a file brings as configuration, if it is text. */
    byte[] content(byte[] before, List<Mount> mounts) {
        var text = new String(before, StandardCharsets.UTF_8);
        return Arrays.equals(before, text.getBytes(StandardCharsets.UTF_8))
                ? text(text, mounts, hostNames.addresses()).getBytes(StandardCharsets.UTF_8)
                : before;
    }

    static String text(String text, List<Mount> mounts, Map<String, String> addresses) {
        var result = text;
        var deepestFirst =
                mounts.stream()
                        .sorted(
                                Comparator.comparing((Mount mount) -> mount.target().length())
                                        .reversed())
                        .toList();
        for (var mount : deepestFirst) {
            // a whole path or the beginning of one: not /data in /database or in /my/data
            result =
                    Pattern.compile("(?<![\\w./-])" + Pattern.quote(mount.target()) + "(?![\\w.-])")
                            .matcher(result)
                            .replaceAll(
                                    Matcher.quoteReplacement(
                                            PlainPaths.of(mount.source()).toString()));
        }
        for (var address : addresses.entrySet()) {
            result =
                    Pattern.compile(
                                    "(?<![\\w.-])"
                                            + Pattern.quote(address.getKey())
                                            + "(?![\\w.-])")
                            .matcher(result)
                            .replaceAll(Matcher.quoteReplacement(address.getValue()));
        }
        return result;
    }
}
