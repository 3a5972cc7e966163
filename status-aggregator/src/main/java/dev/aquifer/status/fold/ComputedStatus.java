package dev.aquifer.status.fold;

import dev.aquifer.events.StatusEvent.ResourceStatus;
import java.util.List;

/**
 * The status of a resource with the reasons for it.
 *
 * @param status as it is to be shown
 * @param verdicts one for each condition, in the same order
 */
public record ComputedStatus(ResourceStatus status, List<Verdict> verdicts) {
    public ComputedStatus {
        verdicts = List.copyOf(verdicts);
    }
}
