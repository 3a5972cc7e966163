package dev.aquifer.sandbox.launcher.processes;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** How to see from outside that a process does its work. */
public sealed interface Readiness {
    /** Accepts connections on 127.0.0.1. */
    record Port(int port) implements Readiness {}

    /** Answers a GET with 200; over TLS any certificate will do, it is on this machine. */
    record Http(URI address) implements Readiness {
        /** The health check of a Quarkus service. */
        public static Http quarkus(int port) {
            return new Http(URI.create("http://127.0.0.1:" + port + "/q/health/ready"));
        }
    }

    /** Has made a file, newer than its own start. */
    record MadeFile(Path file) implements Readiness {}

    /** Has not ended for that long. */
    record Alive(Duration atLeast) implements Readiness {}
}
