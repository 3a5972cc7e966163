package dev.aquifer.sandbox.cluster.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The two shell scripts of this package, laid out in the node's folder where processes can be
 * started from them.
 */
record Scripts(Path runContainer, Path enterMounts) {

    static Scripts layOut(Path folder) throws IOException {
        Files.createDirectories(folder);
        return new Scripts(copy("run-container.sh", folder), copy("enter-mounts.sh", folder));
    }

    private static Path copy(String name, Path folder) throws IOException {
        var target = folder.resolve(name);
        var fresh = folder.resolve(name + ".new");
        try (var source = Scripts.class.getResourceAsStream(name)) {
            if (source == null) {
                throw new IOException("this program lacks its part " + name);
            }
            Files.copy(source, fresh, StandardCopyOption.REPLACE_EXISTING);
        }
        // A shell reads its script as it goes: one that runs keeps the file it opened.
        return Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }
}
