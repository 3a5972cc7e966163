/**
 * The only package that talks to Kubernetes: to workload clusters with the credentials of their
 * kubeconfigs, and to the control cluster for Secrets. Everything it hands out is a value of the
 * domain.
 */
@NullMarked
package dev.aquifer.cluster.kubernetes;

import org.jspecify.annotations.NullMarked;
