/**
 * Where the demo's model comes from: given, fetched within a minute, or made up, and always said
 * which.
 */
@NullMarked
package dev.aquifer.sandbox.launcher.models;

import org.jspecify.annotations.NullMarked;
