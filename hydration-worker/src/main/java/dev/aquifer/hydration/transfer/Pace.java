package dev.aquifer.hydration.transfer;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.http.WebAddress;
import dev.aquifer.hydration.request.Policy;
import dev.aquifer.hydration.retry.OriginTrouble;

/** Notices a peer that sends just enough not to be idle. */
final class Pace {

    private final long window;
    private final long least;
    private long since = System.nanoTime();
    private long bytes;

    Pace(Policy policy) {
        this.window = policy.idleTimeout().toNanos();
        this.least = (long) (policy.minRate() * (window / 1e9));
    }

    /** These many bytes came; fails when too few came in the last while. */
    void check(int more, WebAddress address) throws OriginTrouble {
        bytes += more;
        long now = System.nanoTime();
        if (now - since > window) {
            if (bytes < least) {
                throw new OriginTrouble(Code.STALLED, address + " stalled: next to no bytes");
            }
            since = now;
            bytes = 0;
        }
    }
}
