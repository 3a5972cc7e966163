/**
 * The rules, in plain Java over values: what is ready, what is ours, what differs, what a cluster
 * can hold. No Kubernetes client, no database, no bus.
 */
@NullMarked
package dev.aquifer.cluster.domain;

import org.jspecify.annotations.NullMarked;
