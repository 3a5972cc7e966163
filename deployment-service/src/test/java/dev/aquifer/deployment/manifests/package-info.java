/** Tests. */
@NullMarked
package dev.aquifer.deployment.manifests;

import org.jspecify.annotations.NullMarked;
