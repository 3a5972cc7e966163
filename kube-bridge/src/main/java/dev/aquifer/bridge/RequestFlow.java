package dev.aquifer.bridge;

import dev.aquifer.bridge.bus.AnswerTopic;
import dev.aquifer.bridge.bus.DesiredEvents;
import dev.aquifer.bridge.domain.ControlApiException;
import dev.aquifer.bridge.domain.Marks;
import dev.aquifer.bridge.domain.RequestPlace;
import dev.aquifer.bridge.domain.Resource;
import dev.aquifer.bridge.kubernetes.RequestApi;
import dev.aquifer.events.AnswerEvent;
import dev.aquifer.events.AnswerEvent.RequestAdmitted;
import dev.aquifer.events.AnswerEvent.RequestRejected;
import dev.aquifer.events.DesiredEvent;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.ledger.Received;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * Request → custom resource → answer. What other systems ask for is applied in the name of the user
 * who belongs to the topic, so it meets the same rules as anybody's manifest. The object is
 * annotated with the place of the request: what is older than that is skipped, so a replay reverts
 * nothing. The answer has the API's own words, and an id that follows from the request's.
 */
final class RequestFlow {
    private final RequestApi api;
    private final AnswerTopic answers;
    private final Clock clock;
    private final BridgeLog log;

    RequestFlow(RequestApi api, AnswerTopic answers, Clock clock, BridgeLog log) {
        this.api = api;
        this.answers = answers;
        this.clock = clock;
        this.log = log;
    }

    /** Carries out these requests. Throws when the API is away; then they come again. */
    void on(List<Received> batch) {
        for (var received : batch) {
            if (received instanceof Received.Fact fact
                    && fact.event() instanceof DesiredEvent request) {
                answer(fact, request).ifPresent(answer -> answers.publish(fact.meta(), answer));
            }
        }
    }

    private Optional<AnswerEvent> answer(Received.Fact fact, DesiredEvent request) {
        var name = request.subject().resource();
        var place = new RequestPlace(fact.topic().topicName(), fact.partition(), fact.offset());
        try {
            var there = api.find(name);
            var turn = place.turn(there);
            if (turn == RequestPlace.Turn.OUTDATED) {
                log.outdated(place.toString(), name.toString());
                return Optional.empty();
            }
            var resource =
                    switch (request) {
                        case DesiredEvent.Requested _ when turn == RequestPlace.Turn.REPEATED ->
                                there.orElseThrow(); // and maybe edited since
                        case DesiredEvent.Requested requested -> apply(fact, requested, place);
                        case DesiredEvent.Withdrawn _ -> delete(name, there);
                    };
            log.admitted(fact.meta().id(), name.toString());
            return Optional.of(admitted(fact, resource));
        } catch (ControlApiException e) {
            if (e.kind() == ControlApiException.Kind.AWAY
                    || e.kind() == ControlApiException.Kind.CONFLICT) {
                throw e;
            }
            return Optional.of(rejected(fact, name, e.why()));
        } catch (IllegalArgumentException e) { // a kind or name that is none of ours
            return Optional.of(rejected(fact, name, e.toString()));
        }
    }

    private Resource apply(Received.Fact fact, DesiredEvent.Requested request, RequestPlace place) {
        var annotations = new HashMap<>(request.metadata().annotations());
        annotations.put(Marks.REQUEST, place.toString());
        annotations.put(Marks.CORRELATION, fact.meta().correlationId());
        return api.apply(
                request.subject().resource(),
                request.metadata().labels(),
                annotations,
                DesiredEvents.tree(DesiredEvents.spec(request)));
    }

    private Resource delete(ResourceRef name, Optional<Resource> there) {
        var resource =
                there.orElseThrow(
                        () ->
                                new ControlApiException(
                                        ControlApiException.Kind.NOT_FOUND,
                                        404,
                                        name + " does not exist",
                                        null));
        if (!resource.deleting()) {
            api.delete(resource);
        }
        return resource;
    }

    private AnswerEvent admitted(Received.Fact fact, Resource resource) {
        var subject = new Subject(resource.ref(), resource.uid(), resource.generation());
        return new RequestAdmitted(subject, fact.meta().id(), clock.instant());
    }

    private AnswerEvent rejected(Received.Fact fact, ResourceRef name, String why) {
        log.refused(fact.meta().id(), name.toString(), why);
        var subject = new Subject(name, null, 0);
        return new RequestRejected(subject, fact.meta().id(), why, clock.instant());
    }
}
