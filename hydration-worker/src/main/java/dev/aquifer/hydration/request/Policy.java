package dev.aquifer.hydration.request;

import dev.aquifer.hydration.http.AddressPolicy;
import dev.aquifer.hydration.http.Authorities;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the operator allows and how hard the worker tries.
 *
 * @param allowPrivateOrigins hosts, host:port pairs or CIDR blocks that may be private addresses
 * @param authorities of certificates, trusted in addition to Java's; asked for with the first
 *     encrypted connection, as many attempts make none
 * @param partSize most bytes of one range request, and the most that a kill costs per stream
 * @param maxStreams most connections at once
 * @param near an origin whose quickest answer came within this time is asked for one part of a file
 *     at a time first, and for more as long as that helps; others, and all where it is zero, for as
 *     many as are allowed
 * @param maxFiles more files than this are refused
 * @param maxAttempts failures in a row without progress, after which a request is given up
 * @param connectTimeout for a connection and its TLS handshake
 * @param idleTimeout without a byte, after which a connection is given up
 * @param answerTimeout for all of an answer that is no file: a listing, a manifest, a token
 * @param minRate bytes a second below which a connection counts as idle
 * @param backoff shortest and longest pause between attempts
 * @param patience longest time of nothing but throttling
 */
public record Policy(
        List<String> allowPrivateOrigins,
        Supplier<Authorities> authorities,
        int partSize,
        int maxStreams,
        Duration near,
        int maxFiles,
        int maxAttempts,
        Duration connectTimeout,
        Duration idleTimeout,
        Duration answerTimeout,
        long minRate,
        Backoff backoff,
        Duration patience) {

    /** More connections than this to one origin are taken for an attack by many. */
    public static final int MOST_STREAMS = 64;

    /** More files than this nobody may allow. */
    public static final int MOST_FILES = 1_000_000;

    static final int MEBI = 1024 * 1024;

    /** Bounds of the pause between attempts. */
    public record Backoff(Duration base, Duration cap) {}

    /** What holds where the request says nothing. */
    public static final Policy DEFAULT =
            new Policy(
                    List.of(),
                    () -> Authorities.NONE,
                    16 * MEBI,
                    8,
                    Duration.ofMillis(15),
                    20_000,
                    6,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(2),
                    1024,
                    new Backoff(Duration.ofMillis(250), Duration.ofSeconds(30)),
                    Duration.ofMinutes(10));

    /** Copies the list and refuses what cannot work. */
    public Policy {
        allowPrivateOrigins = List.copyOf(allowPrivateOrigins);
        AddressPolicy.check("policy.allowPrivateOrigins", allowPrivateOrigins);
        within("partSizeBytes", partSize, 4096, 1024L * MEBI);
        within("maxStreams", maxStreams, 1, MOST_STREAMS);
        within("maxFiles", maxFiles, 1, MOST_FILES);
        within("maxAttempts", maxAttempts, 1, 1000);
    }

    /** The same with these authorities. */
    Policy trusting(Supplier<Authorities> others) {
        return new Policy(
                allowPrivateOrigins,
                others,
                partSize,
                maxStreams,
                near,
                maxFiles,
                maxAttempts,
                connectTimeout,
                idleTimeout,
                answerTimeout,
                minRate,
                backoff,
                patience);
    }

    private static void within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "policy." + name + " must be from " + least + " to " + most);
        }
    }
}
