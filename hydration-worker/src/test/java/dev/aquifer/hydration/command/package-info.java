/** Tests of what people write. */
@NullMarked
package dev.aquifer.hydration.command;

import org.jspecify.annotations.NullMarked;
