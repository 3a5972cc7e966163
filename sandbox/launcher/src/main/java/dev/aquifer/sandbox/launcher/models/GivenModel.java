package dev.aquifer.sandbox.launcher.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A model that the user has in a folder; it is linked, not copied. The folder holds the model's
 * files, or it is laid out as a hub is, OWNER/NAME, with one model in it.
 */
record GivenModel(Path folder) implements ModelSource {
    private static final String OWNER = "given";

    /** A folder of files and the name under which the hub offers it. */
    private record Found(Path files, String repository) {}

    @Override
    public String words() {
        return "the folder " + folder;
    }

    @Override
    public Model into(Path hub) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("it is not a folder");
        }
        var found = find(folder.toRealPath());
        var link = hub.resolve(found.repository());
        Files.createDirectories(link.getParent());
        if (!Files.isSymbolicLink(link) && Files.exists(link)) {
            throw new IOException(
                    "the hub of this sandbox has another model of the name " + found.repository());
        }
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, found.files());
        return new Model(found.repository(), "the model of " + found.files());
    }

    private static Found find(Path folder) throws IOException {
        if (!list(folder, Files::isRegularFile).isEmpty()) {
            return new Found(folder, OWNER + "/" + safe(folder));
        }
        var models = new ArrayList<Found>();
        for (var owner : list(folder, Files::isDirectory)) {
            for (var model : list(owner, Files::isDirectory)) {
                if (!list(model, Files::isRegularFile).isEmpty()) {
                    models.add(new Found(model, safe(owner) + "/" + safe(model)));
                }
            }
        }
        return switch (models.size()) {
            case 0 ->
                    throw new IOException(
                            "it holds no files, and no folder OWNER/NAME in it does either");
            case 1 -> models.getFirst();
            default ->
                    throw new IOException(
                            "it holds several models, name the folder of one: "
                                    + models.stream().map(Found::repository).toList());
        };
    }

    private static String safe(Path folder) {
        return folder.getFileName().toString().replaceAll("[^-A-Za-z0-9._]", "-");
    }

    /** What people see of a folder, in order. */
    private static List<Path> list(Path folder, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith("."))
                    .filter(wanted)
                    .sorted()
                    .toList();
        }
    }
}
