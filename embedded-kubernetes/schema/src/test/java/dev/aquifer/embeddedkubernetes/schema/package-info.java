/** What of the schema module a recorded server cannot show. */
@NullMarked
package dev.aquifer.embeddedkubernetes.schema;

import org.jspecify.annotations.NullMarked;
