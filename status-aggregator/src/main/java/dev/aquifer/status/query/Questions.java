package dev.aquifer.status.query;

import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Uid;
import dev.aquifer.status.history.BusLog;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.KafkaException;

/** Answers questions; the same in every program that can ask the fold and the bus. */
public final class Questions {
    private static final String CLUSTER_SCOPE = "-";

    private final Known known;
    private final BusLog log;
    private final Clock clock;

    /** Answers from the fold and from the bus. */
    public Questions(Known known, BusLog log, Clock clock) {
        this.known = known;
        this.log = log;
        this.clock = clock;
    }

    /**
     * A question as it came.
     *
     * @param namespace empty when any will do
     * @param at empty for all the time
     * @param uid empty for every life of the name
     */
    record Question(
            String kind,
            String name,
            Optional<String> namespace,
            Optional<String> at,
            Optional<String> uid) {}

    Answer why(Question question) {
        return answer(question, this::why);
    }

    Answer history(Question question) {
        return answer(question, this::history);
    }

    /** Who may have how many streams to which origin. */
    Answer budgets() {
        return known.caughtUp()
                ? BudgetsJson.of(known.budgets(), clock.instant())
                : Problems.notYet(known.reading());
    }

    private interface OfKind {
        Answer answer(Kinds kind, Question question);
    }

    private Answer answer(Question question, OfKind answering) {
        var kind = Kinds.named(question.kind());
        if (kind.isEmpty()) {
            return Problems.noSuchKind(question.kind());
        }
        if (!known.caughtUp()) {
            return Problems.notYet(known.reading());
        }
        try {
            return answering.answer(kind.get(), question);
        } catch (BadQuestion e) {
            return Problems.bad(String.valueOf(e.getMessage()));
        } catch (KafkaException e) {
            return Problems.notYet("the broker does not answer: " + e.getMessage());
        }
    }

    private Answer why(Kinds kind, Question question) {
        var found = living(kind, question);
        if (found.size() > 1) {
            return Problems.ambiguous(kind, question.name(), found);
        }
        return explained(found)
                .orElseGet(
                        () -> {
                            var spokenOf = gone(kind, question);
                            // It may have come while the log was read.
                            return explained(living(kind, question))
                                    .orElseGet(() -> notFound(kind, question, spokenOf));
                        });
    }

    private Optional<Answer> explained(List<ResourceRef> found) {
        return found.stream()
                .findFirst()
                .flatMap(known::why)
                .map(explanation -> WhyJson.of(explanation, clock.instant()));
    }

    private Answer notFound(Kinds kind, Question question, List<ResourceRef> gone) {
        return gone.isEmpty()
                ? Problems.notFound(kind, question, known.resources())
                : Problems.gone(gone.getFirst());
    }

    private Answer history(Kinds kind, Question question) {
        var found = living(kind, question);
        if (found.isEmpty()) {
            found = gone(kind, question);
        }
        if (found.size() > 1) {
            return Problems.ambiguous(kind, question.name(), found);
        }
        if (found.isEmpty()) {
            return Problems.notFound(kind, question, known.resources());
        }
        var resource = found.getFirst();
        var all = log.of(resource);
        var history = question.uid().map(uid -> all.ofLife(new Uid(uid))).orElse(all);
        var now = clock.instant();
        return question.at()
                .map(at -> HistoryJson.at(resource, history, When.parse(at, now), now))
                .orElseGet(() -> HistoryJson.of(resource, history, now));
    }

    private List<ResourceRef> living(Kinds kind, Question question) {
        return matching(known.resources(), kind, question);
    }

    /** What is not there any more, but still spoken of. */
    private List<ResourceRef> gone(Kinds kind, Question question) {
        return matching(log.named(kind.kind(), question.name()), kind, question);
    }

    private static List<ResourceRef> matching(
            Collection<ResourceRef> resources, Kinds kind, Question question) {
        var namespace = kind.namespaced() ? question.namespace() : Optional.of(CLUSTER_SCOPE);
        return new ArrayList<>(
                new TreeSet<>(
                        resources.stream()
                                .filter(r -> r.kind().equals(kind.kind()))
                                .filter(r -> r.name().equals(question.name()))
                                .filter(
                                        r ->
                                                namespace.isEmpty()
                                                        || namespace.get().equals(r.namespace()))
                                .toList()));
    }
}
