/** The rules of the design and of the style, as tests. */
@NullMarked
package dev.aquifer.architecture;

import org.jspecify.annotations.NullMarked;
