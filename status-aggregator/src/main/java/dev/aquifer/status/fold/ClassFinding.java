package dev.aquifer.status.fold;

import static dev.aquifer.events.Condition.Status.True;

import dev.aquifer.events.Condition.Status;

/** What can be said of an InferenceClass. */
enum ClassFinding implements Finding {
    READY("Ready", True, "Ready", "Node pools can name the class.", ""),
    ACCEPTED("Accepted", True, "Available", "Node pools can name the class.", ""),
    DELETION_BLOCKED(
            "DeletionBlocked",
            True,
            "InUse",
            "Node pools still name the class.",
            "Change or delete the clusters that the message names.");

    @SuppressWarnings("ImmutableEnumChecker") // a record of strings
    private final Sense sense;

    ClassFinding(String condition, Status status, String reason, String meaning, String action) {
        sense = new Sense("InferenceClass", condition, status, reason, meaning, action);
    }

    @Override
    public Sense sense() {
        return sense;
    }
}
