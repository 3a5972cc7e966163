package dev.aquifer.hydration.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The device of Linux on which no byte ever fits. What it says is what a full volume says, in the
 * language of the process.
 */
final class FullDevice {

    private FullDevice() {}

    /** The text of its error, where there is such a device. */
    static Optional<String> error() {
        ByteBuffer one = ByteBuffer.allocate(1);
        try (FileChannel full = FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE)) {
            while (one.hasRemaining()) {
                full.write(one);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }
}
