/** Tests of the engine. */
@NullMarked
package dev.aquifer.sandbox.engine;

import org.jspecify.annotations.NullMarked;
