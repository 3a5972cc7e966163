/**
 * What users do, on a real sandbox: every process runs as {@code ./aquifer up} starts it, manifests
 * go through {@code kubectl}, and what is asserted is what users see, on the control API, on the
 * workload clusters, and in the folder.
 */
@NullMarked
package dev.aquifer.endtoend;

import org.jspecify.annotations.NullMarked;
