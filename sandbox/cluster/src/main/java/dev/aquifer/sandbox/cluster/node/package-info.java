/**
 * The node agent: kubelet and volume provisioner of the sandbox. It registers a node, runs the pods
 * bound to it as local processes, makes volumes as folders, and serves the pods' logs. Killed at
 * any instant, its successor adopts the processes that still run and reports truthfully those that
 * do not.
 */
@NullMarked
package dev.aquifer.sandbox.cluster.node;

import org.jspecify.annotations.NullMarked;
