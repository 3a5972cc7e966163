package dev.aquifer.cache.domain;

/**
 * Whom artifacts are fetched from, and as whom: what an origin limits, it limits for both together.
 *
 * @param host with its port where that is not the usual one
 * @param credential namespace/name of a Secret; empty without one
 */
public record Origin(String host, String credential) {

    /** For people. */
    public String words() {
        return credential.isEmpty() ? host : host + " with Secret " + credential;
    }
}
