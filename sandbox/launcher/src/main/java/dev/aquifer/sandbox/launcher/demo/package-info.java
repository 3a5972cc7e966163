/**
 * The demo: a list of stages, each of which says what it does, what happens behind it, how far it
 * is and how long it took.
 */
@NullMarked
package dev.aquifer.sandbox.launcher.demo;

import org.jspecify.annotations.NullMarked;
