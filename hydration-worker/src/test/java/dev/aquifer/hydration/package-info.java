/** The worker against origins that are slow, wrong or hostile, and against being killed. */
@NullMarked
package dev.aquifer.hydration;

import org.jspecify.annotations.NullMarked;
