package dev.aquifer.sandbox.launcher.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model that the user has in a folder; it is linked, not copied. */
record GivenModel(Path folder) implements ModelSource {
    private static final String OWNER = "given";

    @Override
    public String words() {
        return "the folder " + folder;
    }

    @Override
    public Model into(Path hub) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("it is not a folder");
        }
        var real = folder.toRealPath();
        var name = real.getFileName().toString().replaceAll("[^-A-Za-z0-9._]", "-");
        var link = Files.createDirectories(hub.resolve(OWNER)).resolve(name);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, real);
        return new Model(OWNER + "/" + name, "the model of " + real);
    }
}
