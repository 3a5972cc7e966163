package dev.aquifer.hydration.s3;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.MalformedAnswer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The objects of a bucket below a prefix, page by page: those of now, and those that were. */
public final class Listing {

    private static final int MOST_PAGES = 10_000;
    private static final int MOST_VERSIONS_PER_OBJECT = 5;
    private static final String AFTER = "start-after";

    /** The order in which stores list keys. */
    private static final Comparator<String> ORDER =
            (a, b) ->
                    Arrays.compareUnsigned(
                            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    private final BucketReader reader;
    private final int most;

    /** Reads through {@code reader}, at most this many objects. */
    public Listing(BucketReader reader, int most) {
        this.reader = reader;
        this.most = most;
    }

    /**
     * A page, and what to ask the next one with; nothing after the last.
     *
     * @param keys all that it lists, where they tell whether the listing goes on
     */
    private record Page<T>(List<T> entries, List<String> keys, Map<String, String> next) {
        boolean goesOn(Map<String, String> query) {
            String after = query.get(AFTER);
            return after == null || keys.stream().allMatch(key -> ORDER.compare(key, after) > 0);
        }
    }

    /** Everything whose key begins with the prefix. */
    public List<S3Object> below(String prefix) {
        return all(
                Map.of("list-type", "2", "prefix", prefix, "encoding-type", "url"),
                Listing::objects,
                most);
    }

    /** The object of exactly this key. */
    public Optional<S3Object> named(String key) {
        Map<String, String> query =
                Map.of("list-type", "2", "prefix", key, "encoding-type", "url", "max-keys", "1");
        return reader.ask(query, Listing::objects).entries().stream()
                .filter(object -> object.key().equals(key))
                .findFirst();
    }

    /** What happened to everything whose key begins with the prefix, as far as it is asked for. */
    public History history(String prefix, Predicate<String> keys) {
        return new History(
                all(
                        Map.of("versions", "", "prefix", prefix, "encoding-type", "url"),
                        answer -> events(answer, keys),
                        (long) most * MOST_VERSIONS_PER_OBJECT));
    }

    private <T> List<T> all(
            Map<String, String> first, BucketReader.Reading<Page<T>> reading, long allowed) {
        List<T> all = new ArrayList<>();
        Map<String, String> query = first;
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            Page<T> page = reader.ask(query, reading);
            all.addAll(page.entries());
            if (all.size() > allowed) {
                throw tooMany(allowed);
            }
            if (page.next().isEmpty()) {
                return all;
            }
            Map<String, String> next = new LinkedHashMap<>(first);
            next.putAll(page.next());
            if (next.equals(query) || !page.goesOn(query)) {
                break;
            }
            query = next;
        }
        throw new HydrationFailed(
                Code.PROTOCOL_VIOLATION, "the listing of " + reader.bucket() + " does not end");
    }

    private HydrationFailed tooMany(long allowed) {
        return allowed == most
                ? HydrationFailed.tooManyFiles(reader.bucket() + " holds", most)
                : new HydrationFailed(
                        Code.PATH_INVALID,
                        "%s holds more than %d versions, %d for each file that policy.maxFiles allows"
                                .formatted(reader.bucket(), allowed, MOST_VERSIONS_PER_OBJECT));
    }

    private static Page<S3Object> objects(XmlAnswer answer) throws MalformedAnswer {
        List<S3Object> objects = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (XmlAnswer.Entry entry : answer.all("Contents")) {
            S3Object object = S3Object.of(answer.decoded(entry.text("Key")), entry);
            keys.add(object.key());
            if (!object.isFolder()) {
                objects.add(object);
            }
        }
        Map<String, String> next = new LinkedHashMap<>();
        Optional<String> token = answer.field("NextContinuationToken");
        if (truncated(answer) && token.isPresent()) {
            next.put("continuation-token", token.get());
        } else if (truncated(answer)) {
            next.put(AFTER, last(keys));
            next.put("marker", last(keys));
        }
        return new Page<>(objects, keys, next);
    }

    /** After which key to go on where a store answers in the old form, which has no tokens. */
    private static String last(List<String> keys) throws MalformedAnswer {
        if (keys.isEmpty() || !Collections.max(keys, ORDER).equals(keys.getLast())) {
            throw new MalformedAnswer("a page of a listing that does not say how to go on");
        }
        return keys.getLast();
    }

    private static Page<History.Event> events(XmlAnswer answer, Predicate<String> keys)
            throws MalformedAnswer {
        List<History.Event> events = new ArrayList<>();
        for (XmlAnswer.Entry entry : answer.all("Version", "DeleteMarker")) {
            String key = answer.decoded(entry.text("Key"));
            if (keys.test(key)) {
                events.add(History.Event.of(key, entry));
            }
        }
        Map<String, String> next = new LinkedHashMap<>();
        if (truncated(answer)) {
            // The last key would not do: more versions of it may follow.
            String key =
                    answer.field("NextKeyMarker")
                            .orElseThrow(
                                    () -> new MalformedAnswer("a page that is not the last one"));
            next.put("key-marker", answer.decoded(key));
            answer.field("NextVersionIdMarker").ifPresent(id -> next.put("version-id-marker", id));
        }
        return new Page<>(events, List.of(), next);
    }

    private static boolean truncated(XmlAnswer answer) {
        return answer.field("IsTruncated").orElse("").equals("true");
    }
}
