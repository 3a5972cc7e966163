package dev.aquifer.bridge.domain;

import dev.aquifer.events.Condition;
import java.util.List;
import java.util.Set;

/** How a change of a condition is told to people: as the type of a Kubernetes Event. */
public enum Tone {
    /** All is well, or on its way. */
    Normal,
    /** Somebody may have to do something. */
    Warning;

    /** Conditions that are bad news when they hold. */
    private static final Set<String> BAD_WHEN_TRUE = Set.of("DeletionBlocked");

    /** Reasons of trouble. All others tell of progress. */
    private static final Set<String> TROUBLE =
            Set.of(
                    "BackendUnhealthy",
                    "Failed",
                    "GangLost",
                    "ImplementationPending",
                    "InUse",
                    "InsufficientCapacity",
                    "NameNotDefault",
                    "NoClusters",
                    "Rejected",
                    "Stockout",
                    "UpgradeRequired");

    /** How such reasons end or begin, so that a new one is not told too softly. */
    private static final List<String> ENDINGS =
            List.of(
                    "Failed",
                    "Lost",
                    "Missing",
                    "NotFound",
                    "Refused",
                    "Rejected",
                    "Unavailable",
                    "Unreachable");

    private static final String BEGINNING = "Invalid";

    /** The tone for what a condition says now. */
    public static Tone of(Condition condition) {
        return switch (condition.status()) {
            case True -> BAD_WHEN_TRUE.contains(condition.type()) ? Warning : Normal;
            case Unknown -> Warning;
            case False -> troubling(condition.reason()) ? Warning : Normal;
        };
    }

    private static boolean troubling(String reason) {
        return TROUBLE.contains(reason)
                || reason.startsWith(BEGINNING)
                || ENDINGS.stream().anyMatch(reason::endsWith);
    }
}
