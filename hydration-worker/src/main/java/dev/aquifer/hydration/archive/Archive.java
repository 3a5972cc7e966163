package dev.aquifer.hydration.archive;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.volume.VolumeErrors;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** One archive, whose bytes are known to be those that were promised, and nothing else of it. */
final class Archive {

    private static final int BUFFER = 128 * 1024;

    /** No archive of use unpacks to more than this many times its size, and a bit. */
    private static final long RATIO = 100;

    private static final long ALWAYS = 64L * 1024 * 1024;

    private final Path file;
    private final Tree tree;

    Archive(Path file, Tree tree) {
        this.file = file;
        this.tree = tree;
    }

    /** Adds its entries to the tree. */
    void unpack() {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            entries(new TarReader(plain(raw)), ALWAYS + RATIO * Files.size(file));
        } catch (MalformedArchive | EOFException | ZipException e) {
            throw new HydrationFailed(
                    Code.SOURCE_UNSUPPORTED,
                    file.getFileName() + " is no archive that can be read: " + e.getMessage(),
                    Map.of(),
                    e);
        } catch (IOException e) {
            throw VolumeErrors.of("an archive cannot be unpacked", e);
        }
    }

    private static InputStream plain(InputStream raw) throws IOException {
        raw.mark(4);
        byte[] magic = raw.readNBytes(4);
        raw.reset();
        if (ZstdFrames.begin(magic)) {
            return new Zstandard(raw);
        }
        boolean gzip = magic.length == 4 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
        return gzip ? new GZIPInputStream(raw, BUFFER) : raw;
    }

    private void entries(TarReader tar, long most) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long unpacked = 0;
        @Nullable TarEntry entry;
        while ((entry = tar.next()) != null) {
            tree.alive();
            unpacked += TarHeader.BLOCK + entry.size();
            if (entry.size() > most || unpacked > most) {
                throw new MalformedArchive("it unpacks to more than " + RATIO + " times its size");
            }
            switch (entry.kind()) {
                case FOLDER -> {}
                case FILE -> tree.file(entry.name(), tar, buffer);
                case HARD_LINK -> tree.link(entry.name(), EntryName.path(entry.target()));
                case SYMBOLIC_LINK -> {
                    String link = EntryName.path(entry.name());
                    tree.link(link, EntryName.target(link, entry.target()));
                }
            }
        }
    }
}
