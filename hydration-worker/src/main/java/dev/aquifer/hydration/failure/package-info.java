/** What can go wrong, as closed lists: phase, code and whether another attempt may help. */
@NullMarked
package dev.aquifer.hydration.failure;

import org.jspecify.annotations.NullMarked;
