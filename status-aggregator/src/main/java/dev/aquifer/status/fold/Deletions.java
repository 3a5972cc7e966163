package dev.aquifer.status.fold;

import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import java.util.List;

/** Says of a resource that is going who is in its way. */
final class Deletions {
    private Deletions() {}

    static void say(
            StatusSheet sheet,
            View view,
            Finding finding,
            List<String> blockers,
            Envelope<? extends Event> fact) {
        if (view.withdrawn()) {
            sheet.say(finding, "waiting for " + String.join(", ", blockers), fact);
        }
    }
}
