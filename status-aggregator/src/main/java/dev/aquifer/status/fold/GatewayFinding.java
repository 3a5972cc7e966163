package dev.aquifer.status.fold;

import static dev.aquifer.events.Condition.Status.False;
import static dev.aquifer.events.Condition.Status.True;

import dev.aquifer.events.Condition.Status;

/** What can be said of the InferenceGateway. */
enum GatewayFinding implements Finding {
    READY("Ready", True, "Ready", "The gateway answers.", ""),
    IMPLEMENTED("BackendImplemented", True, "Available", "The backend is carried out.", ""),
    PENDING(
            "BackendImplemented",
            False,
            "ImplementationPending",
            "The backend is valid, and this release does not carry it out yet.",
            "Use the backend Aquifer."),
    HEALTHY(
            "ControllerReady",
            True,
            "ControllerHealthy",
            "The gateway answers under status.address.",
            ""),
    UNREACHABLE(
            "ControllerReady",
            False,
            "Unreachable",
            "The gateway does not answer.",
            "Look at inference-gateway."),
    NOT_DEFAULT(
            "ControllerReady",
            False,
            "NameNotDefault",
            "Only the InferenceGateway called default is used.",
            "Rename it to default."),
    NOT_INSTALLED(
            "ControllerReady",
            False,
            "ImplementationPending",
            "The backend is not carried out yet.",
            "Use the backend Aquifer."),
    DELETION_BLOCKED(
            "DeletionBlocked",
            True,
            "Removing",
            "The deletion waits for what the message names.",
            "Wait.");

    @SuppressWarnings("ImmutableEnumChecker") // a record of strings
    private final Sense sense;

    GatewayFinding(String condition, Status status, String reason, String meaning, String action) {
        sense = new Sense("InferenceGateway", condition, status, reason, meaning, action);
    }

    @Override
    public Sense sense() {
        return sense;
    }
}
