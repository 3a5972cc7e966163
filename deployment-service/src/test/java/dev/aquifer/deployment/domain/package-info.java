/** Tests. */
@NullMarked
package dev.aquifer.deployment.domain;

import org.jspecify.annotations.NullMarked;
