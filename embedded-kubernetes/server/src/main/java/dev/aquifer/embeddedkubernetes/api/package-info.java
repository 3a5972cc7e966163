/**
 * What requests mean: from a resource, a verb and a body to an object, a list or a refusal in the
 * words of a real API server. Knows no HTTP connection.
 */
@NullMarked
package dev.aquifer.embeddedkubernetes.api;

import org.jspecify.annotations.NullMarked;
