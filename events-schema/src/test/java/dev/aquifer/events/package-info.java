/** Tests of the contract. */
@NullMarked
package dev.aquifer.events;

import org.jspecify.annotations.NullMarked;
