package dev.aquifer.status.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.Condition;
import dev.aquifer.events.Uid;
import dev.aquifer.status.history.Said.Changed;
import dev.aquifer.status.history.Said.Gone;
import dev.aquifer.status.history.Said.Whole;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was said of one name, in the order it was said. What was said twice, as after a
 * crash or a lost topic, counts once.
 */
public final class History {
    private final List<Said> said;

    private History(List<Said> said) {
        this.said = said;
    }

    /** The history that these tell, each list in the order of its topic. */
    public static History of(List<? extends Said> transitions, List<? extends Said> statuses) {
        var all = new ArrayList<Said>(news(transitions));
        all.addAll(statuses);
        // Stable: what was said in one instant stays in the order of its topic.
        all.sort(Comparator.comparing(Said::at));
        return new History(List.copyOf(all));
    }

    private record Place(@Nullable Uid uid, String type) {}

    /** Without repeats, and without changes to what already was so. */
    private static List<Said> news(List<? extends Said> transitions) {
        Set<String> ids = new HashSet<>();
        Map<Place, Condition> now = new HashMap<>();
        var news = new ArrayList<Said>();
        for (var one : transitions) {
            if (one instanceof Changed changed && ids.add(changed.id())) {
                var after = changed.change().after();
                var place = new Place(changed.change().subject().uid(), after.type());
                var before = now.put(place, after);
                if (before == null || !sameState(before, after)) {
                    news.add(changed);
                }
            }
        }
        return news;
    }

    private static boolean sameState(Condition one, Condition other) {
        return one.status() == other.status() && one.reason().equals(other.reason());
    }

    /** Whether nothing is known of the name. */
    public boolean isEmpty() {
        return said.isEmpty();
    }

    /** All that is known, in the order it was said. */
    public List<Said> all() {
        return said;
    }

    /** The changes of conditions, and the ends of lives. */
    public List<Said> changes() {
        return said.stream().filter(one -> !(one instanceof Whole)).toList();
    }

    /** The same, of one life of the name. */
    public History ofLife(Uid uid) {
        return new History(
                said.stream()
                        .filter(
                                one ->
                                        switch (one) {
                                            case Changed changed ->
                                                    uid.equals(changed.change().subject().uid());
                                            case Whole whole ->
                                                    uid.equals(whole.status().subject().uid());
                                            case Gone gone -> endOf(gone, uid);
                                        })
                        .toList());
    }

    private boolean endOf(Gone gone, Uid uid) {
        Optional<Uid> living = Optional.empty();
        for (var one : said) {
            if (one.equals(gone)) {
                break;
            }
            if (one instanceof Whole whole) {
                living = Optional.ofNullable(whole.status().subject().uid());
            } else if (one instanceof Changed changed) {
                living = Optional.ofNullable(changed.change().subject().uid());
            }
        }
        return living.filter(uid::equals).isPresent();
    }

    /** When something was said of it first; empty when nothing ever was. */
    public Optional<Instant> begins() {
        return said.stream().map(Said::at).findFirst();
    }

    /** What could be read of the name at that instant. */
    public StateThen at(Instant instant) {
        StateThen state = new StateThen.NotThere(Optional.empty());
        for (var one : said) {
            if (one.at().isAfter(instant)) {
                break;
            }
            state =
                    switch (one) {
                        case Gone gone -> new StateThen.NotThere(Optional.of(gone.at()));
                        case Whole whole ->
                                new StateThen.There(
                                        whole.status().subject(),
                                        whole.status().conditions(),
                                        Optional.of(whole.status().fields()),
                                        whole.at());
                        case Changed changed -> changed(state, changed);
                    };
        }
        return state;
    }

    private static StateThen changed(StateThen state, Changed changed) {
        var subject = changed.change().subject();
        Map<String, Condition> conditions = new LinkedHashMap<>();
        Optional<JsonNode> fields = Optional.empty();
        if (state instanceof StateThen.There there
                && Objects.equals(there.subject().uid(), subject.uid())) {
            there.conditions().forEach(c -> conditions.put(c.type(), c));
            fields = there.fields();
        }
        var after = changed.change().after();
        var before = conditions.get(after.type());
        if (before == null || !sameState(before, after)) {
            conditions.put(after.type(), after);
        }
        return new StateThen.There(subject, List.copyOf(conditions.values()), fields, changed.at());
    }
}
