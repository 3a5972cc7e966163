package dev.aquifer.status.fold;

import dev.aquifer.events.CacheEvent.CacheVerificationStarted;
import dev.aquifer.events.CacheEvent.CacheVerified;
import dev.aquifer.events.ClusterName;
import dev.aquifer.events.Envelope;
import dev.aquifer.events.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Whether what is staged still is what was published, as far as somebody asked for it to be read
 * again. Says nothing of a cache of which nobody asked.
 */
final class VerifiedCondition {
    private static final String FILE_MISSING = CacheFinding.FILE_MISSING.reason();
    private static final Set<String> DIFFERS =
            Set.of(CacheFinding.CORRUPT_FILE.reason(), FILE_MISSING);

    private final List<Envelope<CacheVerified>> results;
    private final List<Envelope<CacheVerificationStarted>> running;

    VerifiedCondition(View view, List<ClusterName> clusters) {
        var matched = Set.copyOf(clusters);
        results = view.ofThisLife(CacheVerified.class);
        results.removeIf(fact -> !matched.contains(fact.event().cluster()));
        running = view.ofThisLife(CacheVerificationStarted.class);
        running.removeIf(fact -> !matched.contains(fact.event().cluster()));
    }

    /** What was found, the worst first. */
    void say(StatusSheet sheet) {
        var differing = which(VerifiedCondition::differs);
        var unread = which(r -> !r.ok() && !differs(r));
        var facts = new ArrayList<Envelope<? extends Event>>(results);
        facts.addAll(running);
        if (!differing.isEmpty()) {
            boolean missing =
                    differing.stream().allMatch(f -> FILE_MISSING.equals(f.event().code()));
            sheet.say(
                    missing ? CacheFinding.FILE_MISSING : CacheFinding.CORRUPT_FILE,
                    words(differing),
                    differing);
        } else if (!unread.isEmpty()) {
            sheet.say(CacheFinding.UNREADABLE, words(unread), unread);
        } else if (!running.isEmpty()) {
            var names = running.stream().map(f -> f.event().cluster().value()).toList();
            sheet.say(CacheFinding.VERIFYING, "on " + FirstFew.of(names, ", "), running);
        } else if (!results.isEmpty()) {
            var count = results.size() + (results.size() == 1 ? " cluster" : " clusters");
            sheet.say(CacheFinding.VERIFIED, "as published on " + count, facts);
        }
    }

    /** Whether Ready stands or falls with it: with bytes that differ, not with being looked at. */
    boolean counts() {
        return results.stream().anyMatch(fact -> differs(fact.event()));
    }

    private List<Envelope<CacheVerified>> which(Predicate<CacheVerified> predicate) {
        return results.stream().filter(fact -> predicate.test(fact.event())).toList();
    }

    private static boolean differs(CacheVerified result) {
        return !result.ok() && (result.count() > 0 || DIFFERS.contains(result.code()));
    }

    private String words(List<Envelope<CacheVerified>> results) {
        return FirstFew.of(results.stream().map(f -> words(f.event())).toList(), "; ");
    }

    private String words(CacheVerified result) {
        if (!differs(result)) {
            return "%s: %s: %s".formatted(result.cluster(), result.code(), result.message());
        }
        int unnamed = result.count() - result.paths().size();
        var files = result.paths().stream().collect(Collectors.joining(", "));
        var repair =
                running.stream()
                                .map(Envelope::event)
                                .filter(r -> r.cluster().equals(result.cluster()))
                                .anyMatch(CacheVerificationStarted::repairing)
                        ? "; being fetched again"
                        : "";
        return "%s: %s%s%s"
                .formatted(
                        result.cluster(),
                        files,
                        unnamed > 0 ? " and " + unnamed + " more" : "",
                        repair);
    }
}
