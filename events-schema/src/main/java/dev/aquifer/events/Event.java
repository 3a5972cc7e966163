package dev.aquifer.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;

/** What travels on the bus: the payload of a CloudEvent. */
public sealed interface Event
        permits AnswerEvent,
                CacheEvent,
                ClusterEvent,
                DeploymentEvent,
                DesiredEvent,
                MeasurementEvent,
                ObservationEvent,
                StatusEvent,
                TransitionEvent,
                WorkEvent {

    /** Of which resource, life and edit this speaks. */
    Subject subject();

    /** Since when what is said holds; the source of {@code lastTransitionTime}. */
    Instant since();

    /** The place this fills, which is its key. */
    @JsonIgnore
    Slot slot();
}
