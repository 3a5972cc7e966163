package dev.aquifer.sandbox.cluster.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A volume whose files are given, laid out as a kubelet does: each name is a link through {@code
 * ..data}, which is replaced by a rename. So who reads sees all files of one moment, or all of a
 * later one, and no file changes while it is open.
 */
record ContentFolder(Path folder) {
    private static final String DATA = "..data";
    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ
    };

    /** One file: its bytes, and its mode in the nine bits of Unix. */
    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    record Content(byte[] bytes, int mode) {}

    boolean isFilled() {
        return Files.exists(data());
    }

    /** Makes these the files of the folder, by their paths within it. */
    void fill(Map<String, Content> files) throws IOException {
        Files.createDirectories(folder);
        if (isFilled() && holds(data().toRealPath(), files)) {
            link(files.keySet());
            return;
        }
        var before = isFilled() ? data().toRealPath() : null;
        var fresh = Files.createTempDirectory(folder, "..");
        Files.setPosixFilePermissions(fresh, permissions(0755));
        for (var file : files.entrySet()) {
            var path = fresh.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue().bytes());
            Files.setPosixFilePermissions(path, permissions(file.getValue().mode()));
        }
        var next = folder.resolve("..data_tmp");
        Files.deleteIfExists(next);
        Files.createSymbolicLink(next, fresh.getFileName());
        Files.move(next, data(), StandardCopyOption.ATOMIC_MOVE);
        link(files.keySet());
        if (before != null) {
            Folders.delete(before);
        }
    }

    private Path data() {
        return folder.resolve(DATA);
    }

    private static boolean holds(Path data, Map<String, Content> files) throws IOException {
        for (var file : files.entrySet()) {
            var path = data.resolve(file.getKey());
            if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                    || !Arrays.equals(Files.readAllBytes(path), file.getValue().bytes())
                    || !Files.getPosixFilePermissions(path)
                            .equals(permissions(file.getValue().mode()))) {
                return false;
            }
        }
        try (var tree = Files.walk(data)) {
            return tree.filter(Files::isRegularFile).count() == files.size();
        }
    }

    /** What is seen of the files: their names, or the first folder of their paths. */
    private void link(Set<String> paths) throws IOException {
        var wanted =
                paths.stream()
                        .map(path -> path.split("/", 2)[0])
                        .collect(Collectors.toCollection(TreeSet::new));
        try (var entries = Files.newDirectoryStream(folder, entry -> !isOurs(entry))) {
            for (var entry : entries) {
                if (!wanted.contains(entry.getFileName().toString())
                        || !Files.isSymbolicLink(entry)) {
                    Folders.delete(entry);
                }
            }
        }
        for (var name : wanted) {
            var link = folder.resolve(name);
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, Path.of(DATA, name));
            }
        }
    }

    private static boolean isOurs(Path entry) {
        return entry.getFileName().toString().startsWith("..");
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (var bit = 0; bit < BITS.length; bit++) {
            if ((mode >> bit & 1) == 1) {
                permissions.add(BITS[bit]);
            }
        }
        return permissions;
    }
}
