/** Tests of the gateway. */
@NullMarked
package dev.aquifer.gateway;

import org.jspecify.annotations.NullMarked;
