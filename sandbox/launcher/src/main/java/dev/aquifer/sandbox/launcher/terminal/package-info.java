/**
 * Words on a screen of 100 columns: in colours and redrawn in place where a terminal is, plain
 * lines elsewhere.
 */
@NullMarked
package dev.aquifer.sandbox.launcher.terminal;

import org.jspecify.annotations.NullMarked;
