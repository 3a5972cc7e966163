package dev.aquifer.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Numbers for people; never needed for correctness. */
public sealed interface MeasurementEvent extends Event {

    /**
     * How far a worker is. The subject is a ModelCache.
     *
     * @param activity what it does: planning, downloading, waiting, throttled, stalled, verifying
     * @param bytesDone of bytesTotal; what was there already counts as done
     * @param bytesTotal 0 while unknown
     * @param bytesPerSecond over the last seconds
     * @param throttled how often the origin asked this attempt to slow down; null from writers that
     *     do not say
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
            Instant since,
            @Nullable Integer throttled)
            implements MeasurementEvent {

        /** Of a worker that does not say how often it was throttled. */
        public HydrationProgressed(
                Subject subject,
                ClusterName cluster,
                long attempt,
                String activity,
                long bytesDone,
                long bytesTotal,
                int filesDone,
                int filesTotal,
                long bytesPerSecond,
                Instant since) {
            this(
                    subject,
                    cluster,
                    attempt,
                    activity,
                    bytesDone,
                    bytesTotal,
                    filesDone,
                    filesTotal,
                    bytesPerSecond,
                    since,
                    null);
        }

        @Override
        @JsonIgnore
        public Slot slot() {
            return Slot.of(subject.resource(), "progress", cluster.value());
        }
    }
}
