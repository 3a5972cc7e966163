/** Tests of the parts by themselves. */
@NullMarked
package dev.aquifer.hydration.report;

import org.jspecify.annotations.NullMarked;
