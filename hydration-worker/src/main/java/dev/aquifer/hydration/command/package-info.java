/**
 * The worker as a command for people: what they write, and the secrets that lie where their other
 * tools keep them, become the same request that a mounted file is.
 */
@NullMarked
package dev.aquifer.hydration.command;

import org.jspecify.annotations.NullMarked;
