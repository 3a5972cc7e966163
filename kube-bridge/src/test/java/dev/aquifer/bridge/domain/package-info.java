/** Every decision, without anything that runs. */
@NullMarked
package dev.aquifer.bridge.domain;

import org.jspecify.annotations.NullMarked;
