package dev.aquifer.counterpart;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Ports of loopback that nobody has at the moment, below those that clients are given. */
final class FreePorts {
    private static final int LOWEST = 18_000;
    private static final int HIGHEST = 30_000;
    private static final int COUNT = 7; // that many a control plane takes
    private static final int TRIES = 200;

    private FreePorts() {}

    /** The first of a row. */
    static int row() {
        return ThreadLocalRandom.current()
                .ints(TRIES, LOWEST, HIGHEST)
                .filter(FreePorts::isFreeRow)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(COUNT + " ports in a row are not free"));
    }

    private static boolean isFreeRow(int first) {
        return IntStream.range(first, first + COUNT).allMatch(FreePorts::isFree);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
