package dev.aquifer.hydration.request;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keys with which requests to an object store are signed. They do not print themselves.
 *
 * @param id names the secret; goes along with each request
 * @param secret never leaves the worker
 * @param sessionToken of keys that are lent for a while; goes along with each request
 */
public record AccessKeys(String id, String secret, Optional<String> sessionToken) {

    private static final int SHORT = 8;

    /** Keys that last. */
    public AccessKeys(String id, String secret) {
        this(id, secret, Optional.empty());
    }

    /** What must never be said; an id so short that it is part of other words is no secret. */
    Stream<String> values() {
        return Stream.of(
                        Stream.of(id).filter(text -> text.length() >= SHORT),
                        Stream.of(secret),
                        sessionToken.stream())
                .flatMap(values -> values);
    }

    @Override
    public String toString() {
        return "AccessKeys[…]";
    }
}
