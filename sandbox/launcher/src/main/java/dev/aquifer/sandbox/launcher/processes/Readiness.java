package dev.aquifer.sandbox.launcher.processes;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** How to see from outside that a process does its work. */
public sealed interface Readiness {
    /** Answers the greeting of TLS on 127.0.0.1, even if only to ask for a certificate. */
    record Tls(int port) implements Readiness {}

    /**
     * Answers a question on 127.0.0.1, whatever it says. That it accepts connections would not do:
     * for a process that stands still, the kernel goes on with that.
     *
     * @param question its bytes, as hexadecimal digits
     */
    record Reply(int port, String question) implements Readiness {
        /** PostgreSQL, asked whether it speaks TLS. */
        public static Reply postgres(int port) {
            return new Reply(port, "0000000804d2162f");
        }

        /** Kafka, asked which versions of its requests it knows (ApiVersions, version 0). */
        public static Reply kafka(int port) {
            return new Reply(port, "0000000a0012000000000001ffff");
        }
    }

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
