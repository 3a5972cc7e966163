/**
 * inference-gateway: one OpenAI-compatible address in front of ready gangs.
 *
 * <p>Its route table is a fold of what deployment-service says; once read, it serves on with the
 * last one it knows, also while Kafka is away. It holds no state of its own.
 */
@NullMarked
package dev.aquifer.gateway;

import org.jspecify.annotations.NullMarked;
