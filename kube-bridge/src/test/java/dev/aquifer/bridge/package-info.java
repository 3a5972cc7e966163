/** The bridge between a real or embedded control API and a real broker. */
@NullMarked
package dev.aquifer.bridge;

import org.jspecify.annotations.NullMarked;
