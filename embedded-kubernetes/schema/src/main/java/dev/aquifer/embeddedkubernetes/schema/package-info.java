/**
 * What an object of one kind may look like: pruning, defaulting, validation and CEL rules on
 * Jackson trees, the schemas of the built-in kinds, and the OpenAPI documents made of them. Pure
 * functions: nothing here keeps state, does I/O or knows a server.
 */
@NullMarked
package dev.aquifer.embeddedkubernetes.schema;

import org.jspecify.annotations.NullMarked;
