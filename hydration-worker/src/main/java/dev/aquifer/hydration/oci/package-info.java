/** Registries that speak the OCI distribution API: references, logins, manifests. */
@NullMarked
package dev.aquifer.hydration.oci;

import org.jspecify.annotations.NullMarked;
