/**
 * The rules of serving: where replicas go, how a gang is, what a route has. Pure functions of
 * values; the values are events and specs of {@code events-schema}.
 */
@NullMarked
package dev.aquifer.deployment.domain;

import org.jspecify.annotations.NullMarked;
