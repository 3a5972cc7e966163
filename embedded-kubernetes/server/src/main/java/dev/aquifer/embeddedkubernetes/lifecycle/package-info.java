/**
 * What the server does by itself: follows owner references, empties namespaces and removes the
 * objects of deleted definitions.
 */
@NullMarked
package dev.aquifer.embeddedkubernetes.lifecycle;

import org.jspecify.annotations.NullMarked;
