/** Laws of patches and applies that hold for every object. */
@NullMarked
package dev.aquifer.embeddedkubernetes.schema.patch;

import org.jspecify.annotations.NullMarked;
