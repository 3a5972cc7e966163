/**
 * How a request changes an object: JSON Patch, JSON Merge Patch, Strategic Merge Patch and
 * server-side apply, with the record of who owns which field.
 */
@NullMarked
package dev.aquifer.embeddedkubernetes.schema.patch;

import org.jspecify.annotations.NullMarked;
