/**
 * How a server misbehaves on purpose, so that tests of its clients can see what these do then. The
 * plan is data, its dice are seeded; {@link
 * dev.aquifer.embeddedkubernetes.EmbeddedKubernetes#faultyAddress} is where it strikes.
 */
@NullMarked
package dev.aquifer.embeddedkubernetes.faults;

import org.jspecify.annotations.NullMarked;
