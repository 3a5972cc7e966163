/**
 * The engine of the sandbox: the OpenAI API over a staged model, by llama.cpp in this JVM, or
 * simulated where no model is that llama.cpp can load; then it says that it is simulated. On
 * several pods bootstrap and shared volume are real, and the leader computes.
 */
@NullMarked
package dev.aquifer.sandbox.engine;

import org.jspecify.annotations.NullMarked;
