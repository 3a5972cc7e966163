package dev.aquifer.status.fold;

import static dev.aquifer.events.Condition.Status.False;
import static dev.aquifer.events.Condition.Status.True;

import dev.aquifer.events.Condition.Status;

/** What can be said of a ModelService. */
enum ServiceFinding implements Finding {
    READY("Ready", True, "Ready", "status.address answers.", ""),
    RESOLVED("EndpointsResolved", True, "Resolved", "The selectors match endpoints.", ""),
    NO_ENDPOINTS(
            "EndpointsResolved",
            False,
            "NoEndpoints",
            "No ModelEndpoint in this namespace has the labels that spec.endpoints asks for.",
            "Label an endpoint, or change the selectors."),
    ROUTED(
            "RoutingReady",
            True,
            "RouteConfigured",
            "The gateway sends requests to at least one ready endpoint.",
            ""),
    NOT_READY(
            "RoutingReady",
            False,
            "NoReadyEndpoints",
            "No matched endpoint is ready: the address answers 503 until one is.",
            "Look at the ModelDeployment or the ModelEndpoint behind it."),
    NO_GATEWAY(
            "RoutingReady",
            False,
            "WaitingForGateway",
            "There is no InferenceGateway that is ready.",
            "Apply the InferenceGateway default, or look at its status."),
    DELETION_BLOCKED(
            "DeletionBlocked",
            True,
            "Removing",
            "The deletion waits for what the message names.",
            "Wait.");

    @SuppressWarnings("ImmutableEnumChecker") // a record of strings
    private final Sense sense;

    ServiceFinding(String condition, Status status, String reason, String meaning, String action) {
        sense = new Sense("ModelService", condition, status, reason, meaning, action);
    }

    @Override
    public Sense sense() {
        return sense;
    }
}
