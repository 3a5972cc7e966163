/** Objects as events, and what names them. */
@NullMarked
package dev.aquifer.bridge.bus;

import org.jspecify.annotations.NullMarked;
