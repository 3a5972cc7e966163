package dev.aquifer.hydration.archive;

import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.volume.Staging;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files that come out of archives, on disk and by name. A link becomes a file with the bytes of
 * what it points to, which has to be a file of the same artifact; so nothing that is published
 * points anywhere.
 */
final class Tree {

    private static final String REMOVED = ".wh.";
    private static final String ALL_REMOVED = ".wh..wh..opq";
    private static final int LONGEST_CHAIN = 16;

    private final Staging staging;
    private final Map<String, VerifiedFile> plain;
    private final int most;
    private final Runnable alive;
    private final Map<String, VerifiedFile> files = new LinkedHashMap<>();
    private final Map<String, String> archives = new HashMap<>();
    private final Map<String, String> links = new LinkedHashMap<>();
    private int whiteouts;
    private String archive = "";

    /**
     * Grows beside plain files.
     *
     * @param most files of both kinds
     */
    Tree(Staging staging, Map<String, VerifiedFile> plain, int most, Runnable alive) {
        this.staging = staging;
        this.plain = plain;
        this.most = most;
        this.alive = alive;
    }

    /** Fails when the work has to end. */
    void alive() {
        alive.run();
    }

    List<VerifiedFile> files() {
        return List.copyOf(files.values());
    }

    /** Which archive the bytes of each file came from, as far as they came from one. */
    Map<String, String> archives() {
        return Map.copyOf(archives);
    }

    /** From now on the entries are of this archive. */
    void begin(String name) {
        archive = name;
    }

    /** Unpacks a file, in the place of what had its name before. */
    void file(String name, TarReader from, byte[] buffer) throws IOException {
        String path = EntryName.path(name);
        if (whiteout(path)) {
            return;
        }
        MessageDigest sha256 = Digests.sha256();
        long size = 0;
        try (FileChannel to = create(place(path))) {
            for (int read = from.read(buffer); read > 0; read = from.read(buffer)) {
                alive.run();
                sha256.update(buffer, 0, read);
                for (ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read); bytes.hasRemaining(); ) {
                    size += to.write(bytes);
                }
            }
            to.force(true);
        }
        files.put(path, new VerifiedFile(path, size, Digests.hex(sha256.digest())));
        archives.put(path, archive);
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Notes a link to another name from the archives' top, to be made when all is there. */
    void link(String name, String target) throws IOException {
        String path = EntryName.path(name);
        remove(path);
        links.put(path, target);
        requireRoom(path);
    }

    /** Makes files of the links that were noted. */
    void makeLinks() throws IOException {
        for (String path : List.copyOf(links.keySet())) {
            alive.run();
            VerifiedFile target = end(path);
            Path file = place(path);
            same(file, staging.file(target.path()));
            files.put(path, new VerifiedFile(path, target.size(), target.sha256()));
            @Nullable String from = archives.get(target.path());
            if (from != null) {
                archives.put(path, from);
            }
        }
    }

    /** Gives a file its name, whatever name its bytes have here; false where they are not here. */
    boolean bring(VerifiedFile wanted) throws IOException {
        if (wanted.equals(files.get(wanted.path()))) {
            return true;
        }
        Optional<VerifiedFile> same =
                files.values().stream()
                        .filter(file -> file.sha256().equals(wanted.sha256()))
                        .findFirst();
        if (same.isPresent()) {
            same(place(wanted.path()), staging.file(same.get().path()));
            files.put(wanted.path(), wanted);
        }
        return same.isPresent();
    }

    /** The file at the end of a chain of links. */
    private VerifiedFile end(String path) {
        String at = path;
        for (int steps = 0; steps < LONGEST_CHAIN; steps++) {
            @Nullable String next = links.get(at);
            if (next == null) {
                break;
            }
            at = next;
        }
        VerifiedFile file = files.getOrDefault(at, plain.get(at));
        if (file == null) {
            throw EntryName.invalid(path, "is a link to something that is no file of the artifact");
        }
        return file;
    }

    /** The same bytes under a second name: one file on disk where the file system can. */
    private static void same(Path file, Path target) throws IOException {
        try {
            Files.createLink(file, target);
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.copy(target, file);
            try (FileChannel copy = FileChannel.open(file, StandardOpenOption.WRITE)) {
                copy.force(true);
            }
        }
    }

    private Path place(String path) throws IOException {
        if (plain.containsKey(path)) {
            throw EntryName.invalid(path, "is also a file beside the archive");
        }
        for (int i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
            if (files.containsKey(path.substring(0, i))) {
                throw EntryName.invalid(path, "lies in a folder that is also a file");
            }
        }
        remove(path);
        requireRoom(path);
        return staging.file(path);
    }

    private void requireRoom(String path) {
        if (plain.size() + files.size() + links.size() >= most) {
            throw EntryName.invalid(
                    path, "is one more than the " + most + " files that policy.maxFiles allows");
        }
    }

    /** The names by which a layer of an image says that something of the layers below is gone. */
    private boolean whiteout(String path) throws IOException {
        int start = path.lastIndexOf('/') + 1;
        String name = path.substring(start);
        if (!name.startsWith(REMOVED)) {
            return false;
        }
        if (++whiteouts > most) {
            throw EntryName.invalid(path, "is one of too many that remove others");
        }
        String folder = path.substring(0, start);
        String gone = folder + name.substring(REMOVED.length());
        String below = name.equals(ALL_REMOVED) ? folder : gone + "/";
        for (String file : List.copyOf(files.keySet())) {
            if (file.equals(gone) || file.startsWith(below)) {
                remove(file);
            }
        }
        links.keySet().removeIf(link -> link.equals(gone) || link.startsWith(below));
        return true;
    }

    private void remove(String path) throws IOException {
        links.remove(path);
        archives.remove(path);
        if (files.remove(path) != null) {
            Files.deleteIfExists(staging.file(path));
        }
    }
}
