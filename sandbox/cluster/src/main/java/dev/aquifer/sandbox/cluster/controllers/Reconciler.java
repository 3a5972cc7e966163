package dev.aquifer.sandbox.cluster.controllers;

import java.time.Duration;
import java.util.Optional;

/**
 * Brings one object nearer to what it should be. Called again whenever something about it may have
 * changed.
 */
interface Reconciler {
    /** When to look again even if nothing is heard; an exception means soon. */
    Optional<Duration> reconcile(ObjectKey key);
}
