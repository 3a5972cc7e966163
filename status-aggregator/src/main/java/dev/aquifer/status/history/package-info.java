/**
 * What was said of a resource, from the bus: its transitions, and its status at an instant. Nothing
 * is kept here; each question reads the topics.
 */
@NullMarked
package dev.aquifer.status.history;

import org.jspecify.annotations.NullMarked;
