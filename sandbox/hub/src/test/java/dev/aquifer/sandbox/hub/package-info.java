/** Tests of the hub. */
@NullMarked
package dev.aquifer.sandbox.hub;

import org.jspecify.annotations.NullMarked;
