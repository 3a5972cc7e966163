/**
 * The specs of our kinds as users wrote them, after the defaults of their schema: the JSON of these
 * records is that of the custom resources. A field that a newer schema adds is ignored here.
 */
@NullMarked
package dev.aquifer.events.spec;

import org.jspecify.annotations.NullMarked;
