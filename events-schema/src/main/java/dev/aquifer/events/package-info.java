/** The contract of the bus. */
@NullMarked
package dev.aquifer.events;

import org.jspecify.annotations.NullMarked;
