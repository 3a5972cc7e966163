/** How events look on the wire: CloudEvents 1.0 over Kafka, binary mode, JSON payload. */
@NullMarked
package dev.aquifer.events.wire;

import org.jspecify.annotations.NullMarked;
