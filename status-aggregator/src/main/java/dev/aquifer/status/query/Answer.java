package dev.aquifer.status.query;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An answer over HTTP.
 *
 * @param status of HTTP
 */
record Answer(int status, JsonNode body) {}
