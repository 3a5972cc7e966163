/** The API over HTTP: connections, who calls, addresses, media types, discovery and watches. */
@NullMarked
package dev.aquifer.embeddedkubernetes.http;

import org.jspecify.annotations.NullMarked;
