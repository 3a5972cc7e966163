/**
 * deployment-service: revisions, scheduling, replicas, endpoints, services.
 *
 * <p>Facts of clusters, caches and Works come in; each makes the deployments that it concerns be
 * decided again, from what the database holds, in the same transaction. Deciding twice changes
 * nothing. What runs is touched only when a new generation or another artifact asks for it.
 */
@NullMarked
package dev.aquifer.deployment;

import org.jspecify.annotations.NullMarked;
