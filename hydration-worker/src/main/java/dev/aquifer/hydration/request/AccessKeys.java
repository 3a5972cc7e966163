package dev.aquifer.hydration.request;

import java.util.stream.Stream;

/**
 * The pair of keys with which requests to an object store are signed. It does not print itself.
 *
 * @param id names the secret; goes along with each request
 * @param secret never leaves the worker
 */
public record AccessKeys(String id, String secret) {

    private static final int SHORT = 8;

    /** What must never be said; an id so short that it is part of other words is no secret. */
    Stream<String> values() {
        return id.length() < SHORT ? Stream.of(secret) : Stream.of(id, secret);
    }

    @Override
    public String toString() {
        return "AccessKeys[…]";
    }
}
