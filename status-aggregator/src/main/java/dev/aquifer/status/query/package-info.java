/** The questions that can be asked over HTTP: why, history, and the state at an instant. */
@NullMarked
package dev.aquifer.status.query;

import org.jspecify.annotations.NullMarked;
