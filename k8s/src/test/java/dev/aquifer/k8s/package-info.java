/**
 * Holds the files of this module to their promises: as YAML, and as a real API server understands
 * them.
 */
@NullMarked
package dev.aquifer.k8s;

import org.jspecify.annotations.NullMarked;
