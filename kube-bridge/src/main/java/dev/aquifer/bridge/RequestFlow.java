package dev.aquifer.bridge;

import dev.aquifer.bridge.bus.AnswerTopic;
import dev.aquifer.bridge.domain.AnswerWords;
import dev.aquifer.bridge.domain.Asked;
import dev.aquifer.bridge.domain.Asked.Wish;
import dev.aquifer.bridge.domain.ControlApiException;
import dev.aquifer.bridge.domain.Deletion;
import dev.aquifer.bridge.domain.Marks;
import dev.aquifer.bridge.domain.RequestPlace.Turn;
import dev.aquifer.bridge.domain.Resource;
import dev.aquifer.bridge.domain.Retry;
import dev.aquifer.bridge.domain.Tenant;
import dev.aquifer.bridge.kubernetes.RequestApi;
import dev.aquifer.events.AnswerEvent;
import dev.aquifer.events.AnswerEvent.RequestAdmitted;
import dev.aquifer.events.AnswerEvent.RequestRejected;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/**
 * Request → custom resource → answer. What other systems ask for on a topic is done in the name of
 * the user who belongs to it, so it meets the same rules as anybody's manifest, and is answered in
 * the API's own words.
 *
 * <p>A request that was answered is never carried out again: not when it is sent twice, not when
 * the topic is replayed. One that was carried out and not answered, as the bridge died in between,
 * is known by its place: it is annotated on what was applied, and noted on the Lease before
 * something is deleted.
 */
final class RequestFlow {
    /** Stands for what a request is about, when nobody can read it. */
    private static final ResourceRef NOBODY = ResourceRef.clusterScoped("Request", "unreadable");

    private final Tenant tenant;
    private final RequestApi api;
    private final Deletions deletions;
    private final AnswerTopic answers;
    private final Clock clock;
    private final BridgeLog log;

    /** By what it does things: the API in a user's name, and its memory of deletions. */
    record Doing(RequestApi api, Deletions deletions) {}

    RequestFlow(Tenant tenant, Doing doing, AnswerTopic answers, Clock clock, BridgeLog log) {
        this.tenant = tenant;
        this.api = doing.api();
        this.deletions = doing.deletions();
        this.answers = answers;
        this.clock = clock;
        this.log = log;
    }

    /** Carries it out. Throws when the API or the broker is away; then it comes again. */
    void on(Asked asked, int attempt) {
        var place = asked.origin().place().toString();
        if (answers.answered(asked.origin())) {
            log.repeated(place, asked.origin().id());
            return;
        }
        switch (asked) {
            case Asked.Request request -> {
                var refusal = tenant.refusal(request.name());
                if (refusal.isPresent()) {
                    reject(asked, refusal.get());
                } else {
                    attempt(request, attempt);
                }
            }
            case Asked.Beyond(_, _, var why) -> reject(asked, why);
            case Asked.Unreadable(var origin, var about, var why) -> {
                if (about.isPresent() || !origin.id().isEmpty()) {
                    reject(asked, why);
                }
            }
        }
    }

    private void attempt(Asked.Request request, int attempt) {
        try {
            carryOut(request);
        } catch (ControlApiException e) {
            if (Retry.worthwhile(e, attempt)) {
                throw e;
            }
            reject(request, e.why());
        } catch (KafkaException e) {
            throw e; // the broker is away, and the request was carried out: answered when it is
            // back
        } catch (RuntimeException e) { // our own fault; it must not stop all other requests
            if (attempt < Retry.MOST_ATTEMPTS) {
                throw e;
            }
            log.broken(request.origin().place().toString(), e);
            reject(request, "it could not be carried out: " + e.getClass().getSimpleName());
        }
    }

    private void carryOut(Asked.Request request) {
        var there = api.find(request.name());
        var decided =
                request.wish() instanceof Wish.Delete
                        ? deletions.decided(request.origin().place())
                        : Optional.<Deletion>empty();
        if (decided.isPresent()) {
            admit(request, delete(decided.get(), request.name(), there));
            return;
        }
        var place = request.origin().place();
        var turn = place.turn(there);
        if (turn == Turn.OUTDATED) {
            log.outdated(place.toString(), request.name().toString());
            return;
        }
        var stranger = otherLife(request, there);
        if (stranger.isPresent()) {
            reject(request, stranger.get());
            return;
        }
        if (request.wish() instanceof Wish.Delete) {
            admit(request, delete(request, there));
        } else if (there.filter(Resource::deleting).isPresent()) {
            reject(request, request.name() + " is being deleted: ask again when it is gone");
        } else if (turn == Turn.REPEATED) {
            admit(request, subject(there.orElseThrow())); // and maybe edited since
        } else {
            admit(request, subject(write(request, there)));
        }
    }

    private static Optional<String> otherLife(Asked.Request request, Optional<Resource> there) {
        var meant = request.life();
        return meant == null
                ? Optional.empty()
                : there.filter(resource -> !resource.uid().equals(meant))
                        .map(
                                resource ->
                                        "%s has uid %s, and %s was asked for"
                                                .formatted(request.name(), resource.uid(), meant));
    }

    private Resource write(Asked.Request request, Optional<Resource> there) {
        var name = request.name();
        return switch (request.wish()) {
            case Wish.Apply(var labels, var annotations, var spec) ->
                    api.apply(name, there, labels, marked(request, annotations), spec);
            case Wish.Annotate(var annotations) ->
                    api.annotate(name, there, marked(request, annotations));
            case Wish.Delete() -> throw new IllegalArgumentException("nothing is written");
        };
    }

    private static Map<String, String> marked(
            Asked.Request request, Map<String, String> annotations) {
        var all = new HashMap<>(annotations);
        all.put(Marks.REQUEST, request.origin().place().toString());
        all.put(Marks.CORRELATION, request.origin().correlation());
        return all;
    }

    /** The object as it was; one that is not there is deleted all the same, for the API's words. */
    private Subject delete(Asked.Request request, Optional<Resource> there) {
        if (there.isEmpty()) {
            api.delete(request.name());
            throw new ControlApiException(
                    ControlApiException.Kind.CONFLICT, 409, "it came meanwhile", null);
        }
        var resource = there.get();
        var deletion =
                new Deletion(request.origin().place(), resource.uid(), resource.generation());
        deletions.decide(deletion);
        return delete(deletion, request.name(), there);
    }

    /** Deletes the life that is meant, unless that was done; another one of that name is left. */
    private Subject delete(Deletion deletion, ResourceRef name, Optional<Resource> there) {
        try {
            there.filter(resource -> resource.uid().equals(deletion.uid()))
                    .filter(resource -> !resource.deleting())
                    .ifPresent(api::delete);
        } catch (ControlApiException e) {
            if (e.kind() != ControlApiException.Kind.NOT_FOUND) { // gone meanwhile
                throw e;
            }
        }
        return new Subject(name, deletion.uid(), deletion.generation());
    }

    private static Subject subject(Resource resource) {
        return new Subject(resource.ref(), resource.uid(), resource.generation());
    }

    private void admit(Asked.Request request, Subject subject) {
        var id = request.origin().id();
        answer(request, new RequestAdmitted(subject, id, clock.instant()));
        log.admitted(id, subject.resource().toString());
    }

    private void reject(Asked asked, String why) {
        var name = asked.about().orElse(NOBODY);
        var id = asked.origin().id();
        var words = AnswerWords.of(why);
        answer(asked, new RequestRejected(new Subject(name, null, 0), id, words, clock.instant()));
        log.refused(id, name.toString(), words);
    }

    private void answer(Asked asked, AnswerEvent answer) {
        answers.publish(asked.origin(), answer);
    }
}
