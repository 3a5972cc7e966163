package dev.aquifer.hydration.http;

import java.time.Duration;

/**
 * How long the reader waits.
 *
 * @param connect for a connection, and for its TLS handshake
 * @param idle without a byte
 */
public record Timeouts(Duration connect, Duration idle) {}
