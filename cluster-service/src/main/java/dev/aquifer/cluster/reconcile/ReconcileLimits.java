package dev.aquifer.cluster.reconcile;

import java.time.Duration;

/**
 * How patient reconcilers are.
 *
 * @param renewal how often a session is renewed
 * @param firstBackoff after a first failure
 * @param longestBackoff between two attempts
 * @param sweep how often everything is looked at without a cause
 * @param secrets how often copies of Secrets that are in use are compared with their sources
 * @param grace after which a withdrawn cluster that does not answer counts as gone
 */
public record ReconcileLimits(
        Duration renewal,
        Duration firstBackoff,
        Duration longestBackoff,
        Duration sweep,
        Duration secrets,
        Duration grace) {}
