package dev.aquifer.embeddedkubernetes;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * How to start a server.
 *
 * @param data where its objects, keys and port are kept; empty for one that forgets
 * @param port 0 for the one it had before, if that is free, else any
 * @param name how its kubeconfig names the cluster
 */
public record Options(Optional<Path> data, int port, String name, Clock clock) {

    /** A server in memory, on any port. */
    public static Options inMemory() {
        return new Options(Optional.empty(), 0, "embedded", Clock.systemUTC());
    }

    /** A server that keeps everything in this folder. */
    public static Options in(Path data) {
        return new Options(Optional.of(data), 0, "embedded", Clock.systemUTC());
    }

    /** On this port. */
    public Options onPort(int wanted) {
        return new Options(data, wanted, name, clock);
    }

    /** With this name. */
    public Options named(String wanted) {
        return new Options(data, port, wanted, clock);
    }
}
