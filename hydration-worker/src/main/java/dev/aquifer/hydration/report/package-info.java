/** What the worker says: JSON lines for machines, sentences for people, never a secret. */
@NullMarked
package dev.aquifer.hydration.report;

import org.jspecify.annotations.NullMarked;
