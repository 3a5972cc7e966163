package dev.aquifer.embeddedkubernetes.api;

import dev.aquifer.embeddedkubernetes.store.Listing;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Get and list. */
public final class Reads {
    private final ObjectStore store;

    /** Reads from this store. */
    public Reads(ObjectStore store) {
        this.store = store;
    }

    /**
     * Part of a list.
     *
     * @param revision from which a watch goes on
     * @param next the token for the rest; empty at the end
     * @param remaining how many are left
     */
    public record Page(List<StoredObject> objects, long revision, String next, long remaining) {
        /** Copies the list. */
        public Page {
            objects = List.copyOf(objects);
        }
    }

    /** One object. */
    public StoredObject get(ResourceRequest request) {
        requireKnown(request);
        return store.get(request.key())
                .orElseThrow(() -> Refusal.notFound(request.resource(), request.name()));
    }

    /** Objects that the selectors match. */
    public Page list(ResourceRequest request) {
        requireKnown(request);
        requireExact(request);
        Listing all =
                store.list(
                        request.resource().name(),
                        request.namespace().isEmpty() ? null : request.namespace());
        Predicate<StoredObject> selected = selection(request);
        List<StoredObject> matching = all.objects().stream().filter(selected).toList();
        Optional<Continuation> from = request.query().find("continue").map(Continuation::parse);
        from.ifPresent(this::requireRemembered);
        List<StoredObject> rest =
                from.map(start -> matching.stream().filter(start::isBefore).toList())
                        .orElse(matching);
        long revision = from.map(Continuation::revision).orElse(all.revision());
        int limit = request.query().number("limit").orElse(0L).intValue();
        if (limit <= 0 || rest.size() <= limit) {
            return new Page(rest, revision, "", 0);
        }
        List<StoredObject> page = rest.subList(0, limit);
        return new Page(
                page, revision, Continuation.after(page.getLast(), revision), rest.size() - limit);
    }

    /** What a list or watch selects. */
    public static Predicate<StoredObject> selection(ResourceRequest request) {
        LabelSelector labels = LabelSelector.parse(request.query().text("labelSelector"));
        FieldSelector fields =
                FieldSelector.parse(request.query().text("fieldSelector"), request.resource());
        String name = request.name();
        return object ->
                (name.isEmpty() || object.key().name().equals(name))
                        && (request.namespace().isEmpty()
                                || object.key().namespace().equals(request.namespace()))
                        && labels.test(object.labels())
                        && fields.test(object);
    }

    /** Whoever asks for a revision that is not there yet is told to come again. */
    public void requireKnown(ResourceRequest request) {
        long wanted = revision(request);
        if (wanted > store.revision()) {
            throw Refusal.of(
                    504,
                    "Timeout",
                    "Timeout: Too large resource version: %d, current: %d"
                            .formatted(wanted, store.revision()));
        }
    }

    /** The parameter {@code resourceVersion}; 0 when it is missing. */
    public static long revision(ResourceRequest request) {
        String value = request.query().text("resourceVersion");
        if (!value.matches("\\d{0,18}")) {
            throw Refusal.badRequest(
                    "resourceVersion: Invalid value: \"%s\": must be a non-negative integer"
                            .formatted(value));
        }
        return value.isEmpty() ? 0 : Long.parseLong(value);
    }

    /** Only the newest state is kept. */
    private void requireExact(ResourceRequest request) {
        if (request.query().text("resourceVersionMatch").equals("Exact")
                && revision(request) != store.revision()) {
            throw Refusal.expired("The resourceVersion for the provided list is too old.");
        }
    }

    private void requireRemembered(Continuation from) {
        if (from.revision() > store.revision()) {
            throw Refusal.badRequest("continue key is not valid: it is newer than this server");
        }
    }

    private record Continuation(long revision, String namespace, String name) {

        static String after(StoredObject last, long revision) {
            String text = revision + "/" + last.key().namespace() + "/" + last.key().name();
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        static Continuation parse(String token) {
            try {
                String[] parts =
                        new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8)
                                .split("/", 3);
                return new Continuation(Long.parseLong(parts[0]), parts[1], parts[2]);
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
                throw Refusal.badRequest("continue key is not valid: it is not one of this server");
            }
        }

        boolean isBefore(StoredObject object) {
            int order = namespace.compareTo(object.key().namespace());
            return order < 0 || (order == 0 && name.compareTo(object.key().name()) < 0);
        }
    }
}
