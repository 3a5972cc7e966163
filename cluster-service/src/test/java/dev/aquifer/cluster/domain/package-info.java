/** Tests of {@code dev.aquifer.cluster.domain}. */
@NullMarked
package dev.aquifer.cluster.domain;

import org.jspecify.annotations.NullMarked;
