/** Tests of the command line and of the script in front of it. */
@NullMarked
package dev.aquifer.sandbox.launcher;

import org.jspecify.annotations.NullMarked;
