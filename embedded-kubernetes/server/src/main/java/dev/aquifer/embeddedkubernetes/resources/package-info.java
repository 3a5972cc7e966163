/**
 * Which resources are served: the built-in ones, and those that custom resource definitions add
 * while the server runs.
 */
@NullMarked
package dev.aquifer.embeddedkubernetes.resources;

import org.jspecify.annotations.NullMarked;
