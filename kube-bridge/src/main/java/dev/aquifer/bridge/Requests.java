package dev.aquifer.bridge;

import static java.util.stream.Collectors.toMap;

import dev.aquifer.bridge.bus.AnswerTopic;
import dev.aquifer.bridge.bus.RecordSender;
import dev.aquifer.bridge.bus.RequestReader;
import dev.aquifer.bridge.domain.Progress;
import dev.aquifer.bridge.domain.Tenant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All topics of requests: each with a reader, and a flow in the name of its user. */
final class Requests {
    private final Map<String, RequestReader> readers;

    private Requests(Map<String, RequestReader> readers) {
        this.readers = Map.copyOf(readers);
    }

    /** Begins to read them, where whoever led before had come to. */
    static Requests begin(
            List<Tenant> tenants, Term.Surroundings with, Term.Handover handover, Opened opened)
            throws InterruptedException {
        var readers = new HashMap<String, RequestReader>();
        if (tenants.isEmpty()) {
            return new Requests(readers);
        }
        var sender = opened.add(new RecordSender(with.kafka()));
        var answers = new HashMap<String, AnswerTopic>();
        var sequence = handover.sequence();
        var ours = new Deletions.Ours(with.lease(), with.identity(), handover.term());
        for (var tenant : tenants) {
            var api = with.api().as(tenant.user());
            var answering =
                    answers.computeIfAbsent(
                            tenant.answers(),
                            name ->
                                    new AnswerTopic(
                                            name, with.kafka(), sender, sequence, with.clock()));
            var deletions = new Deletions(ours, tenant.topic());
            var doing = new RequestFlow.Doing(api, deletions);
            var flow = new RequestFlow(tenant, doing, answering, with.clock(), with.log());
            var noted = Progress.parse(handover.notes().getOrDefault(note(tenant.topic()), ""));
            var reader =
                    new RequestReader(
                            with.kafka(), tenant.topic(), noted, flow::on, sender, Flows.READING);
            readers.put(tenant.topic(), opened.add(reader));
            reader.start();
        }
        return new Requests(readers);
    }

    /** The name of the note on the Lease. */
    static String note(String topic) {
        return "aquifer.dev/position-" + topic;
    }

    /** How far they were handled, for the next leader. */
    Map<String, String> positions() {
        return readers.entrySet().stream()
                .collect(
                        toMap(
                                reader -> note(reader.getKey()),
                                reader -> reader.getValue().progress().toString()));
    }

    /** What keeps one of them from going on; empty when nothing does. */
    Optional<String> trouble() {
        return readers.values().stream()
                .map(RequestReader::trouble)
                .flatMap(Optional::stream)
                .sorted()
                .findFirst();
    }
}
