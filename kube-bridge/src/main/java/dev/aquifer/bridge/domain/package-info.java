/**
 * The rules of the bridge as plain functions over values: what to publish, which patch to write,
 * what to make of a declaration, whether to lead. Knows no Kafka, no Kubernetes client, no clock.
 */
@NullMarked
package dev.aquifer.bridge.domain;

import org.jspecify.annotations.NullMarked;
