package dev.aquifer.status.fold;

import static dev.aquifer.events.Condition.Status.False;
import static dev.aquifer.events.Condition.Status.True;

import dev.aquifer.events.Condition.Status;

/** What can be said of a ModelEndpoint. */
enum EndpointFinding implements Finding {
    READY("Ready", True, "Ready", "Requests can be sent here.", ""),
    CONFIGURED(
            "RoutingReady",
            True,
            "BackendConfigured",
            "Services that select the endpoint send requests here.",
            ""),
    INVALID(
            "RoutingReady",
            False,
            "InvalidURL",
            "spec.url cannot be used; the message says why.",
            "Repair spec.url."),
    WAITING(
            "RoutingReady",
            False,
            "WaitingForBackend",
            "What is behind the endpoint does not answer; the message says what asking it showed.",
            "Look at the ModelReplica of the same name, or, of an endpoint made by hand, at spec.url and at what listens there."),
    DELETION_BLOCKED(
            "DeletionBlocked",
            True,
            "Removing",
            "The deletion waits for what the message names.",
            "Wait.");

    @SuppressWarnings("ImmutableEnumChecker") // a record of strings
    private final Sense sense;

    EndpointFinding(String condition, Status status, String reason, String meaning, String action) {
        sense = new Sense("ModelEndpoint", condition, status, reason, meaning, action);
    }

    @Override
    public Sense sense() {
        return sense;
    }
}
