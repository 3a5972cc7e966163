/**
 * The contract of the bus: what is said, under which key, on which topic.
 *
 * <p>Each family of events is a sealed interface of records and has one topic and one writer. Facts
 * are levels: each says what is, of which uid, generation and attempt, and since when; the newest
 * fact of a {@link dev.aquifer.events.Slot} supersedes older ones. JSON evolves by adding optional
 * fields only; golden files in the tests pin both directions.
 */
@NullMarked
package dev.aquifer.events;

import org.jspecify.annotations.NullMarked;
