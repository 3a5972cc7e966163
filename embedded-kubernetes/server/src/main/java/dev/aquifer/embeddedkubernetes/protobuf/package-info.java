/**
 * Objects as newer clients send them: built-in kinds in Kubernetes' protobuf encoding become the
 * JSON that they stand for.
 */
@NullMarked
package dev.aquifer.embeddedkubernetes.protobuf;

import org.jspecify.annotations.NullMarked;
