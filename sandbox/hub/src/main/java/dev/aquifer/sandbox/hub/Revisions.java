package dev.aquifer.sandbox.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The repositories of a folder: {@code OWNER/NAME} is the branch {@code main} of that name, and
 * {@code OWNER/NAME@REVISION} beside it another revision, with a slash written {@code %2F}.
 */
record Revisions(Path models) {
    private static final String MAIN = "main";

    /** Whether there is such a repository. */
    boolean has(String id) {
        return isId(id) && Files.isDirectory(models.resolve(id));
    }

    Gate gate(String id) throws IOException {
        return Gate.of(models.resolve(id));
    }

    /** The repository at a branch or tag, or at a commit that one of them is at. */
    Optional<Repository> find(String id, String revision) throws IOException {
        var folders = folders(id);
        if (folders.containsKey(revision)) {
            return Optional.of(Repository.read(id, folders.get(revision)));
        }
        for (var folder : folders.values()) {
            var repository = Repository.read(id, folder);
            if (repository.commit().equals(revision)) {
                return Optional.of(repository);
            }
        }
        return Optional.empty();
    }

    /** The folder of each revision; {@code main} is the first. */
    Map<String, Path> folders(String id) throws IOException {
        var folders = new TreeMap<String, Path>(Revisions::mainFirst);
        folders.put(MAIN, models.resolve(id));
        var name = Path.of(id).getFileName() + "@";
        var owner = models.resolve(Path.of(id).getName(0));
        try (var beside = Files.list(owner)) {
            for (var folder : beside.toList()) {
                var its = folder.getFileName().toString();
                if (its.startsWith(name) && Files.isDirectory(folder)) {
                    folders.put(URLDecoder.decode(its.substring(name.length()), UTF_8), folder);
                }
            }
        }
        return folders;
    }

    private static int mainFirst(String a, String b) {
        int first = Boolean.compare(b.equals(MAIN), a.equals(MAIN));
        return first == 0 ? a.compareTo(b) : first;
    }

    private static boolean isId(String id) {
        return id.matches("[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*");
    }
}
