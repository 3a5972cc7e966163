/**
 * What a sandbox puts into its clusters before anything else runs: kinds, a namespace, the Secrets
 * with kubeconfigs.
 */
@NullMarked
package dev.aquifer.sandbox.launcher.cluster;

import org.jspecify.annotations.NullMarked;
