/** The tables of deployment-service: SQL in the open, records in and out. */
@NullMarked
package dev.aquifer.deployment.store;

import org.jspecify.annotations.NullMarked;
