/** Tests of the service as a whole, on a real broker where one matters. */
@NullMarked
package dev.aquifer.status;

import org.jspecify.annotations.NullMarked;
