/**
 * One engine for all sources: files and parts side by side, hashed while hot, recorded as they
 * arrive, continued after a kill.
 */
@NullMarked
package dev.aquifer.hydration.transfer;

import org.jspecify.annotations.NullMarked;
