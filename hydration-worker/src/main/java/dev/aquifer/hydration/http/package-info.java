/**
 * A small HTTP/1.1 reader for untrusted origins: every address is checked before it is connected
 * to, redirects are followed by hand, heads and times are limited, bodies are handed out in place.
 */
@NullMarked
package dev.aquifer.hydration.http;

import org.jspecify.annotations.NullMarked;
