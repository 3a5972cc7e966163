package dev.aquifer.hydration.transfer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes past the page cache (O_DIRECT): a third of the work of others, and what other programs
 * have in the page cache stays there. Java documents the option in the module jdk.unsupported, and
 * its compiler warns of whoever names it, hence it is looked up.
 */
final class DirectWrites {

    private static final Optional<OpenOption> DIRECT = option();

    private DirectWrites() {}

    /** A channel for them; null where Java or the volume has none for blocks of this size. */
    static @Nullable FileChannel open(Path path, int block) {
        try {
            if (DIRECT.isEmpty() || block % Files.getFileStore(path).getBlockSize() != 0) {
                return null;
            }
            return FileChannel.open(
                    path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS, DIRECT.get());
        } catch (IOException | UnsupportedOperationException e) {
            return null; // All volumes take ordinary writes, which tell what is wrong with one.
        }
    }

    private static Optional<OpenOption> option() {
        try {
            Object[] options =
                    Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants();
            for (Object option : options == null ? new Object[0] : options) {
                if (option instanceof OpenOption known && option.toString().equals("DIRECT")) {
                    return Optional.of(known);
                }
            }
            return Optional.empty();
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }
}
