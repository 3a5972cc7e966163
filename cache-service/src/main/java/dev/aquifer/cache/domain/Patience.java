package dev.aquifer.cache.domain;

import java.time.Duration;

/**
 * How long one cluster may keep the others waiting for the revision.
 *
 * @param start from the request of an attempt until its worker runs
 * @param plan from then until the worker says what it will fetch
 */
public record Patience(Duration start, Duration plan) {}
