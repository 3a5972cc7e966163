/**
 * A small Kubernetes API server in a JVM, for the sandbox and for tests; never for production.
 * {@link dev.aquifer.embeddedkubernetes.EmbeddedKubernetes} starts one in this JVM, {@link
 * dev.aquifer.embeddedkubernetes.EmbeddedKubernetesMain} is the same as a process.
 */
@NullMarked
package dev.aquifer.embeddedkubernetes;

import org.jspecify.annotations.NullMarked;
