package dev.aquifer.sandbox.cluster.node;

import java.nio.file.Path;

/**
 * Where a volume is on this machine.
 *
 * @param image whether the path is that of a file which holds a file system, the volume
 */
record VolumeAt(Path path, boolean image) {
    static VolumeAt folder(Path path) {
        return new VolumeAt(path, false);
    }
}
