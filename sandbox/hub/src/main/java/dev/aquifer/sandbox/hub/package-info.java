/** A model hub over a folder, in the protocol of the Hugging Face Hub. */
@NullMarked
package dev.aquifer.sandbox.hub;

import org.jspecify.annotations.NullMarked;
