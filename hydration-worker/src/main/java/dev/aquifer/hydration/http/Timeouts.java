package dev.aquifer.hydration.http;

import java.time.Duration;

/**
 * How long the reader waits.
 *
 * @param connect for a connection, and for its TLS handshake
 * @param idle without a byte
 * @param answer for all of an answer that is read as a whole: a listing, a manifest, a token. No
 *     pace is asked of it as of a file, so that without an end to its time a byte now and then
 *     would hold the worker for ever.
 */
public record Timeouts(Duration connect, Duration idle, Duration answer) {}
