/** The request as mounted files: what to fetch, where to put it, and what is allowed. */
@NullMarked
package dev.aquifer.hydration.request;

import org.jspecify.annotations.NullMarked;
