package dev.aquifer.sandbox.launcher.processes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The ports of one folder: chosen at random once, remembered, and chosen again only where somebody
 * else took one meanwhile. They lie below the range from which systems lend ports to outgoing
 * connections.
 */
public final class Ports {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 30_000;
    private static final int TRIES = 10_000;

    private final Folder folder;
    private final RandomGenerator random;
    private final Map<String, Integer> chosen;

    private record Remembered(Map<String, Integer> ports) {}

    public Ports(Folder folder, RandomGenerator random) {
        this.folder = folder;
        this.random = random;
        this.chosen =
                new TreeMap<>(
                        JsonFile.read(folder.ports(), Remembered.class)
                                .map(Remembered::ports)
                                .orElse(Map.of()));
    }

    /** The port of that use; free at the moment unless one of our own processes has it. */
    public int of(String use) {
        return chosen.computeIfAbsent(use, ignored -> choose());
    }

    /**
     * Chooses again what was taken by others while nothing of ours ran.
     *
     * @param ours whether a process of this folder may be the one that listens there
     */
    public void settle(Predicate<String> ours) {
        for (var entry : chosen.entrySet()) {
            if (!ours.test(entry.getKey()) && !isFree(entry.getValue())) {
                entry.setValue(choose());
            }
        }
    }

    /** Writes down what was chosen. */
    public void remember() {
        JsonFile.write(folder.ports(), new Remembered(chosen));
    }

    private int choose() {
        var taken = new HashSet<>(chosen.values());
        for (int i = 0; i < TRIES; i++) {
            int port = random.nextInt(LOWEST, HIGHEST);
            if (!taken.contains(port) && isFree(port)) {
                return port;
            }
        }
        throw new Trouble(
                "No free port between %d and %d was found; end what occupies them."
                        .formatted(LOWEST, HIGHEST));
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
