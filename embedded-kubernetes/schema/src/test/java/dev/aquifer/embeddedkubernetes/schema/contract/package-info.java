/**
 * The contract of this module: what a real API server answered to recorded requests, replayed on
 * our functions, and recorded anew on demand.
 */
@NullMarked
package dev.aquifer.embeddedkubernetes.schema.contract;

import org.jspecify.annotations.NullMarked;
