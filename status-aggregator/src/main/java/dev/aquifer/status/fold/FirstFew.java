package dev.aquifer.status.fold;

import java.util.List;
import java.util.stream.Collectors;

/** Enumerations in messages: a fleet may be large, and a message may not. */
final class FirstFew {
    private static final int NAMED = 20;

    private FirstFew() {}

    /** As many as people read, and how many more there are. */
    static String of(List<String> words, String between) {
        var named = words.stream().limit(NAMED).collect(Collectors.joining(between));
        int more = words.size() - NAMED;
        return more <= 0 ? named : named + between + more + " more";
    }
}
