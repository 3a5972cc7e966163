package dev.aquifer.cache.domain;

import java.time.Duration;

/**
 * How patiently what is published is looked after.
 *
 * @param start how long a Job that was sent may take to run; then it is given up
 * @param again until what came to nothing is tried again
 */
public record Diligence(Duration start, Duration again) {}
