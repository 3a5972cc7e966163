/** Certificates and keys of one API server, made on its first start and kept in its folder. */
@NullMarked
package dev.aquifer.embeddedkubernetes.tls;

import org.jspecify.annotations.NullMarked;
