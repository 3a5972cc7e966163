/** What an artifact is: named files with sizes and digests, and one digest over all of them. */
@NullMarked
package dev.aquifer.hydration.artifact;

import org.jspecify.annotations.NullMarked;
