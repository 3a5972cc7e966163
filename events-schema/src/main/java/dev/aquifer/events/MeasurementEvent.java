package dev.aquifer.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;

/** Numbers for people; never needed for correctness. */
public sealed interface MeasurementEvent extends Event {

    /**
     * How far a worker is. The subject is a ModelCache.
     *
     * @param activity what it does: planning, downloading, waiting, throttled, stalled, verifying
     * @param bytesDone of bytesTotal; what was there already counts as done
     * @param bytesTotal 0 while unknown
     * @param bytesPerSecond over the last seconds
     */
    @EventType("aquifer.cache.HydrationProgressed.v1")
    record HydrationProgressed(
            Subject subject,
            ClusterName cluster,
            long attempt,
            String activity,
            long bytesDone,
            long bytesTotal,
            int filesDone,
            int filesTotal,
            long bytesPerSecond,
            Instant since)
            implements MeasurementEvent {
        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "progress", cluster.value());
        }
    }
}
