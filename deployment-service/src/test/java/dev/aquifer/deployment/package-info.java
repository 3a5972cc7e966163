/** Tests. */
@NullMarked
package dev.aquifer.deployment;

import org.jspecify.annotations.NullMarked;
