package dev.aquifer.hydration.request;

/**
 * The pair of keys with which requests to an object store are signed. It does not print itself.
 *
 * @param id names the secret; goes along with each request
 * @param secret never leaves the worker
 */
public record AccessKeys(String id, String secret) {

    @Override
    public String toString() {
        return "AccessKeys[…]";
    }
}
