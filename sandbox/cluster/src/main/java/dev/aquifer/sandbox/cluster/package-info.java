/** What a Kubernetes cluster does besides its API server, on one machine. */
@NullMarked
package dev.aquifer.sandbox.cluster;

import org.jspecify.annotations.NullMarked;
