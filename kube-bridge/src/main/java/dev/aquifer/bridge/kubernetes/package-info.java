/**
 * The control API: the only package that knows a Kubernetes client. Reads come from informers,
 * writes name the state they were decided on.
 */
@NullMarked
package dev.aquifer.bridge.kubernetes;

import org.jspecify.annotations.NullMarked;
