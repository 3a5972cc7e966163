/** The service against a real broker, a real database and real API servers. */
@NullMarked
package dev.aquifer.cluster;

import org.jspecify.annotations.NullMarked;
