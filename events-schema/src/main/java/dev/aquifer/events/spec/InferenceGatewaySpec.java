package dev.aquifer.events.spec;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The address in front of all services.
 *
 * @param backend Aquifer (our inference-gateway) or EnvoyGateway
 */
public record InferenceGatewaySpec(String backend, @Nullable JsonNode envoyGateway) {}
