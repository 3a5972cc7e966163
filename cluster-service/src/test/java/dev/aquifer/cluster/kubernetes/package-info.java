/** Tests of {@code dev.aquifer.cluster.kubernetes}. */
@NullMarked
package dev.aquifer.cluster.kubernetes;

import org.jspecify.annotations.NullMarked;
