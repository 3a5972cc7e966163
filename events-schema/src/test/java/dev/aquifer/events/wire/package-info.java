/** Tests of the wire format. */
@NullMarked
package dev.aquifer.events.wire;

import org.jspecify.annotations.NullMarked;
