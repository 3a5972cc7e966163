package dev.aquifer.cluster.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/** Whose fault it is taken to be that clusters do not answer. */
public final class FleetSilence {
    private static final Duration AT_ONCE = Duration.ofMinutes(1);

    private FleetSilence() {}

    /**
     * Ours, when a third of all clusters fell silent within a minute, and more than one: clusters
     * fail one by one, what lies before all of them fails at once.
     *
     * @param clusters how many this replica has
     * @param silentSince when each of those that are silent now fell silent
     */
    public static boolean isOurs(int clusters, Collection<Instant> silentSince) {
        var times = silentSince.stream().sorted().toList();
        for (int first = 0; first < times.size(); first++) {
            var end = times.get(first).plus(AT_ONCE);
            var together =
                    times.subList(first, times.size()).stream()
                            .filter(t -> !t.isAfter(end))
                            .count();
            if (together > 1 && together * 3 >= clusters) {
                return true;
            }
        }
        return false;
    }
}
