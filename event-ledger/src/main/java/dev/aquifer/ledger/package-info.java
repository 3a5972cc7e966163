/**
 * Consume, decide, commit: a service's state, the record that an event was handled, the events that
 * follow and the consumer's offset change together or not at all. {@link
 * dev.aquifer.ledger.EventLedger} is for services with a database, {@link
 * dev.aquifer.ledger.TopicReader} and {@link dev.aquifer.ledger.EventPublisher} for those without.
 */
@NullMarked
package dev.aquifer.ledger;

import org.jspecify.annotations.NullMarked;
