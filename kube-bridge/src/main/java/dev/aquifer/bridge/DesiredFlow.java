package dev.aquifer.bridge;

import dev.aquifer.bridge.bus.DesiredDraft;
import dev.aquifer.bridge.bus.DesiredEvents;
import dev.aquifer.bridge.bus.DesiredTopic;
import dev.aquifer.bridge.domain.ControlApiException;
import dev.aquifer.bridge.domain.ControlView;
import dev.aquifer.bridge.domain.ControlWriter;
import dev.aquifer.bridge.domain.DesiredStep;
import dev.aquifer.bridge.domain.DesiredStep.Converted;
import dev.aquifer.bridge.domain.Note;
import dev.aquifer.bridge.domain.Published;
import dev.aquifer.bridge.domain.Resource;
import dev.aquifer.bridge.domain.Tone;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Object → event. What users want, as the control API admitted it, is what the desired topic says:
 * first the finalizer, then Requested; a deletion becomes Withdrawn; the owner's Removed takes the
 * finalizer off; when the object is gone the name is forgotten.
 *
 * <p>Runs in one thread, which asks the API about several objects at once. Looking at a name again
 * changes nothing; after a crash it goes on from what the API and the topic hold.
 */
final class DesiredFlow {
    private final ControlView view;
    private final ControlWriter writer;
    private final DesiredTopic topic;
    private final Lives lives;
    private final AtOnce atOnce;
    private final Map<ResourceRef, Published> published;
    private final SortedMap<ResourceRef, String> waiting = new ConcurrentSkipListMap<>();
    private final Clock clock;
    private final BridgeLog log;

    DesiredFlow(
            ControlView view,
            ControlWriter writer,
            DesiredTopic topic,
            Map<ResourceRef, Published> published,
            Lives lives,
            AtOnce atOnce,
            Clock clock,
            BridgeLog log) {
        this.view = view;
        this.writer = writer;
        this.topic = topic;
        this.published = new ConcurrentHashMap<>(published);
        this.lives = lives;
        this.atOnce = atOnce;
        this.clock = clock;
        this.log = log;
    }

    /** Brings the bus up to date with these names; answers which of them have to be tried again. */
    Set<ResourceRef> on(List<ResourceRef> names) {
        var again = new HashSet<ResourceRef>();
        var drafts = new ArrayList<DesiredDraft>();
        // Most of the time goes by waiting for the API to take finalizers.
        for (var settled : atOnce.all(names, this::settle)) {
            drafts.addAll(settled.drafts());
            if (!settled.done()) {
                again.add(settled.name());
            }
        }
        if (!drafts.isEmpty()) {
            topic.publish(drafts);
            drafts.forEach(this::remember);
            drafts.stream()
                    .map(DesiredDraft::ref)
                    .filter(name -> !holds(name))
                    .forEach(lives::forget);
        }
        return again;
    }

    /** What became of a name: what is to be published of it, and whether that is all. */
    private record Settling(ResourceRef name, List<DesiredDraft> drafts, boolean done) {}

    private Settling settle(ResourceRef name) {
        var drafts = new ArrayList<DesiredDraft>();
        try {
            return new Settling(name, drafts, settle(name, drafts));
        } catch (RuntimeException e) { // whatever one object provokes concerns only itself
            complain(name, e);
            return new Settling(name, List.of(), false);
        }
    }

    /** Step by step until nothing is left to do; false when it goes on after publishing. */
    private boolean settle(ResourceRef name, List<DesiredDraft> drafts) {
        var seen = view.get(name);
        var last = published.get(name);
        var drafted = drafts.size();
        while (true) {
            var converted =
                    seen == null || seen.deleting()
                            ? Converted.refused("")
                            : DesiredEvents.convert(seen);
            var step = DesiredStep.next(seen, converted, last, lives, clock.instant());
            if (drafts.size() > drafted && !(step instanceof DesiredStep.Request)) {
                // What was drafted has to be published before anything follows from it.
                return step instanceof DesiredStep.Settled;
            }
            if (!(step instanceof DesiredStep.Wait)) {
                waiting.remove(name);
            }
            switch (step) {
                case DesiredStep.Guard(var resource) -> seen = writer.guard(resource);
                case DesiredStep.Release(var resource) -> seen = writer.release(resource);
                case DesiredStep.Request request -> last = draft(request, last, converted, drafts);
                case DesiredStep.Withdraw withdraw -> last = draft(name, withdraw, last, drafts);
                case DesiredStep.Forget(var gone) -> last = draft(gone, drafts);
                case DesiredStep.Refuse(var resource, var why) -> {
                    refuse(resource, why);
                    return true;
                }
                case DesiredStep.Wait(var why) -> {
                    report(name, why);
                    return true;
                }
                case DesiredStep.Settled() -> {
                    return true;
                }
            }
        }
    }

    private static Published draft(
            DesiredStep.Request request,
            @Nullable Published last,
            Converted converted,
            List<DesiredDraft> drafts) {
        var resource = request.resource();
        var content = converted.content().orElseThrow();
        var id = eventId("requested", resource.uid().value(), resource.generation(), content, last);
        var after =
                new Published(
                        resource.ref(),
                        resource.uid(),
                        resource.generation(),
                        request.since(),
                        content,
                        false,
                        id);
        var event = DesiredEvents.requested(resource, request.since());
        drafts.add(new DesiredDraft.Says(event, id, resource.correlation(), after));
        return after;
    }

    private static Published draft(
            ResourceRef name,
            DesiredStep.Withdraw withdraw,
            @Nullable Published last,
            List<DesiredDraft> drafts) {
        var uid = withdraw.uid();
        var id = eventId("withdrawn", uid.value(), withdraw.generation(), "", last);
        var after = new Published(name, uid, withdraw.generation(), withdraw.since(), "", true, id);
        var subject = new Subject(name, uid, withdraw.generation());
        var event = DesiredEvents.withdrawn(subject, withdraw.since());
        drafts.add(new DesiredDraft.Says(event, id, withdraw.correlation(), after));
        return after;
    }

    private static @Nullable Published draft(Published gone, List<DesiredDraft> drafts) {
        var id = eventId("gone", gone.uid().value(), gone.generation(), "", gone);
        var correlation = gone.uid() + "." + gone.generation();
        drafts.add(new DesiredDraft.Forgets(gone.ref(), id, correlation));
        return null;
    }

    /**
     * The same change has the same id, however often it is tried; a content that comes back after
     * another one is another change, so the id it follows is part of it.
     */
    private static String eventId(
            String what, String uid, long generation, String content, @Nullable Published last) {
        var text =
                String.join(
                        "/",
                        what,
                        uid,
                        Long.toString(generation),
                        content,
                        last == null ? "" : last.eventId());
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private void remember(DesiredDraft draft) {
        var after = draft.after();
        if (after == null) {
            var before = published.remove(draft.ref());
            if (before != null) {
                lives.forget(before.uid());
            }
            log.forgotten(draft.ref().toString());
        } else {
            published.put(draft.ref(), after);
            log.published(draft.ref().toString(), after.generation(), after.withdrawn());
        }
    }

    private void refuse(Resource resource, String why) {
        log.unpublishable(resource.ref().toString(), why);
        writer.tell(
                new Note(
                        "refused/" + resource.uid() + "/" + resource.generation(),
                        resource.ref(),
                        resource.uid(),
                        Tone.Warning,
                        "SpecNotPublished",
                        "This release cannot carry it out: " + why,
                        clock.instant()));
    }

    private void report(ResourceRef name, String why) {
        if (!why.equals(waiting.put(name, why))) {
            log.waitsForOperator(name.toString(), why);
        }
    }

    private void complain(ResourceRef name, RuntimeException e) {
        if (e instanceof ControlApiException no) {
            if (no.kind() != ControlApiException.Kind.CONFLICT && !no.namespaceGoing()) {
                log.controlApiSaidNo(name.toString(), no.why());
            }
        } else {
            log.broken(name.toString(), e);
        }
    }

    /** Names that the bus knows more of than the API shows, and why they are left alone. */
    Map<ResourceRef, String> waiting() {
        return Map.copyOf(waiting);
    }

    /** Whether the topic holds that name. */
    boolean holds(ResourceRef name) {
        return published.containsKey(name);
    }

    /** All names that the topic holds. */
    Set<ResourceRef> names() {
        return Set.copyOf(published.keySet());
    }
}
