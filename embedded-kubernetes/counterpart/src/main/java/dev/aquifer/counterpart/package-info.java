/** A real Kubernetes control plane for the time of a test, started by scripts found at run time. */
@NullMarked
package dev.aquifer.counterpart;

import org.jspecify.annotations.NullMarked;
