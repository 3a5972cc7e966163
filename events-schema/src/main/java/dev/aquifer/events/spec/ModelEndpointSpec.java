package dev.aquifer.events.spec;

import org.jspecify.annotations.Nullable;

/**
 * One place that serves the OpenAI API.
 *
 * @param url for example http://10.0.0.7:8000/v1
 * @param rewritePath prefix that replaces the route's prefix; null to keep the url's path
 */
public record ModelEndpointSpec(String url, @Nullable String rewritePath) {}
