/** Kubeconfigs that users give. */
@NullMarked
package dev.aquifer.sandbox.launcher.cluster;

import org.jspecify.annotations.NullMarked;
