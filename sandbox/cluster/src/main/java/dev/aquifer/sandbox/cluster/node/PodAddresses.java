package dev.aquifer.sandbox.cluster.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives each pod an address of the node's own part of 127.0.0.0/8. What was given is on disk with
 * the pod.
 */
final class PodAddresses {
    private static final String FILE = "address";

    private final int first;
    private final int size;
    private final Map<Integer, String> taken = new HashMap<>();
    private int next;

    /**
     * Starts with nothing given.
     *
     * @param range such as {@code 127.10.1.0/24}; its first and last address are not used
     */
    PodAddresses(String range) {
        var parts = range.split("/");
        var bits = parts.length == 2 ? Integer.parseInt(parts[1]) : -1;
        this.first = parse(parts[0]);
        if (bits < 8 || bits > 30 || first >>> 24 != 127) {
            throw new IllegalArgumentException(
                    "podAddresses must be a range of 127.0.0.0/8, such as 127.10.1.0/24: " + range);
        }
        this.size = 1 << (32 - bits);
        this.next = 2;
    }

    /** The address of a pod: the one on disk, else the next free. */
    synchronized String of(String uid, Path podFolder) throws IOException {
        var file = podFolder.resolve(FILE);
        if (Files.exists(file)) {
            var address = Files.readString(file).strip();
            taken.put(parse(address), uid);
            return address;
        }
        for (var tried = 0; tried < size; tried++) {
            var candidate = first + next;
            next = next + 1 >= size - 1 ? 2 : next + 1;
            if (!taken.containsKey(candidate)) {
                Folders.write(file, format(candidate));
                taken.put(candidate, uid);
                return format(candidate);
            }
        }
        throw new IOException("all pod addresses of this node are in use");
    }

    /** Keeps the address that a pod was given before the agent was restarted, if it was. */
    synchronized void remember(String uid, Path podFolder) throws IOException {
        if (Files.exists(podFolder.resolve(FILE))) {
            of(uid, podFolder);
        }
    }

    synchronized void free(String uid) {
        taken.values().removeIf(uid::equals);
    }

    private static int parse(String address) {
        var value = 0;
        for (var part : address.split("\\.")) {
            value = value << 8 | Integer.parseInt(part);
        }
        return value;
    }

    private static String format(int value) {
        return "%d.%d.%d.%d"
                .formatted(value >>> 24, value >>> 16 & 255, value >>> 8 & 255, value & 255);
    }
}
