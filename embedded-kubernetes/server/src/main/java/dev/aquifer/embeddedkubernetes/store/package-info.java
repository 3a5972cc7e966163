/**
 * Where objects are kept: in memory, in the order of one rising revision, with a history for
 * watches and, when a folder is given, a journal that a killed process loses nothing of that it has
 * confirmed.
 */
@NullMarked
package dev.aquifer.embeddedkubernetes.store;

import org.jspecify.annotations.NullMarked;
