/** The bus: desired events as records of the contract, and the topic they go to. */
@NullMarked
package dev.aquifer.bridge.bus;

import org.jspecify.annotations.NullMarked;
