package dev.aquifer.bridge;

import dev.aquifer.bridge.bus.Fingerprint;
import dev.aquifer.bridge.domain.ControlApiException;
import dev.aquifer.bridge.domain.ControlView;
import dev.aquifer.bridge.domain.ControlWriter;
import dev.aquifer.bridge.domain.Declaration;
import dev.aquifer.bridge.domain.DeclaredStep;
import dev.aquifer.bridge.domain.Note;
import dev.aquifer.bridge.domain.Tone;
import dev.aquifer.events.DeploymentEvent.ResourceDeclared;
import dev.aquifer.events.DeploymentEvent.ResourceUndeclared;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.ledger.Received;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Declaration → resource that people can see. What a deployment declares is made with the
 * deployment as its owner, put right when somebody edited it, made again when somebody deleted it,
 * and deleted when it is declared no more. Nothing is made for an owner that is gone, or in a
 * namespace that is going; what others made is never touched.
 */
final class DeclaredFlow {
    /** No view is later than that. */
    private static final Duration MAY_COME_INTO_SIGHT = Duration.ofDays(1);

    private final ControlView view;
    private final ControlWriter writer;
    private final Clock clock;
    private final BridgeLog log;
    private final Map<ResourceRef, Declaration> declarations = new ConcurrentHashMap<>();

    /** Since when, the oldest first; of the thread that learns. */
    private final Map<ResourceRef, Instant> withdrawnAt = new LinkedHashMap<>();

    DeclaredFlow(ControlView view, ControlWriter writer, Clock clock, BridgeLog log) {
        this.view = view;
        this.writer = writer;
        this.clock = clock;
        this.log = log;
    }

    /** Takes what a deployment declares; answers which name is concerned. */
    Optional<ResourceRef> learn(Received received) {
        forgetWithdrawn();
        var concerned = take(received);
        concerned.ifPresent(this::noteWithdrawal);
        return concerned;
    }

    private void noteWithdrawal(ResourceRef target) {
        withdrawnAt.remove(target); // the youngest is the last
        if (declarations.containsKey(target) && !declares(target)) {
            withdrawnAt.put(target, clock.instant());
        }
    }

    private void forgetWithdrawn() {
        var before = clock.instant().minus(MAY_COME_INTO_SIGHT);
        var oldest = withdrawnAt.entrySet().iterator();
        while (oldest.hasNext()) {
            var next = oldest.next();
            if (!next.getValue().isBefore(before)) {
                return;
            }
            if (view.get(next.getKey()) == null) {
                declarations.remove(next.getKey());
                oldest.remove();
            }
        }
    }

    private Optional<ResourceRef> take(Received received) {
        return switch (received) {
            case Received.Fact(_, ResourceDeclared declared, _, _, _) -> {
                var declaration = declaration(declared);
                declarations.put(declaration.target(), declaration);
                yield Optional.of(declaration.target());
            }
            case Received.Fact(_, ResourceUndeclared undeclared, _, _, _) ->
                    withdraw(
                            target(undeclared.subject(), undeclared.kind(), undeclared.name()),
                            undeclared.subject());
            case Received.Gone gone -> withdrawSlot(gone.key());
            default -> Optional.empty();
        };
    }

    private static Declaration declaration(ResourceDeclared declared) {
        var subject = declared.subject();
        var spec = Fingerprint.tree(declared.spec());
        return new Declaration(
                target(subject, declared.kind(), declared.name()),
                subject.resource(),
                subject.admittedUid(),
                declared.labels(),
                spec,
                Fingerprint.of(List.of(declared.labels(), spec)),
                false);
    }

    private static ResourceRef target(Subject owner, String kind, String name) {
        return new ResourceRef(kind, owner.resource().namespace(), name);
    }

    private Optional<ResourceRef> withdraw(ResourceRef target, Subject owner) {
        declarations.compute(
                target,
                (_, known) ->
                        known != null && !known.ownerUid().equals(owner.admittedUid())
                                ? known // another deployment has the name by now
                                : withdrawn(target, owner));
        return Optional.of(target);
    }

    private static Declaration withdrawn(ResourceRef target, Subject owner) {
        return new Declaration(
                target, owner.resource(), owner.admittedUid(), Map.of(), Map.of(), "", true);
    }

    /** A tombstone of {@code kind/namespace/name/declared/kind/name}. */
    private Optional<ResourceRef> withdrawSlot(String slot) {
        var parts = slot.split("/", -1);
        if (parts.length != 6 || !parts[3].equals("declared")) {
            return Optional.empty();
        }
        var owner = new ResourceRef(parts[0], parts[1], parts[2]);
        var target = new ResourceRef(parts[4], parts[1], parts[5]);
        declarations.computeIfPresent(
                target, (_, known) -> known.owner().equals(owner) ? known.withdraw() : known);
        return Optional.of(target);
    }

    /** Brings these up to date; answers which of them have to be tried again. */
    Set<ResourceRef> on(List<ResourceRef> targets) {
        var again = new HashSet<ResourceRef>();
        for (var target : targets) {
            var declaration = declarations.get(target);
            if (declaration == null) {
                continue;
            }
            try {
                settle(declaration);
            } catch (ControlApiException e) {
                if (unfinished(declaration, e)) {
                    again.add(target);
                }
            }
        }
        return again;
    }

    private void settle(Declaration declaration) {
        var seen = view.get(declaration.target());
        switch (DeclaredStep.next(declaration, seen, view.get(declaration.owner()))) {
            case DeclaredStep.Apply(var wanted) -> {
                if (seen != null || writer.namespaceOpen(wanted.target().namespace())) {
                    writer.apply(wanted);
                    log.declared(wanted.target().toString());
                }
            }
            case DeclaredStep.Delete(var resource) -> {
                writer.delete(resource);
                log.undeclared(resource.ref().toString());
            }
            case DeclaredStep.Occupied(_) ->
                    complain(
                            declaration,
                            "NameTaken",
                            "%s exists and was not made for this deployment"
                                    .formatted(declaration.target()));
            // What is withdrawn stays known for long: its object may come into sight after this.
            case DeclaredStep.Settled() -> {}
        }
    }

    private boolean unfinished(Declaration declaration, ControlApiException e) {
        if (e.namespaceGoing()) {
            return true; // and so is what was declared
        }
        log.controlApiSaidNo(declaration.target().toString(), e.why());
        if (e.kind() == ControlApiException.Kind.REFUSED) {
            try {
                complain(
                        declaration,
                        "NotDeclared",
                        "%s was refused: %s".formatted(declaration.target(), e.why()));
            } catch (ControlApiException alsoNo) {
                log.controlApiSaidNo(declaration.owner().toString(), alsoNo.why());
            }
        }
        return true;
    }

    private void complain(Declaration declaration, String reason, String message) {
        writer.tell(
                new Note(
                        String.join(
                                "/",
                                reason,
                                declaration.ownerUid().value(),
                                declaration.target().toString(),
                                declaration.content()),
                        declaration.owner(),
                        declaration.ownerUid(),
                        Tone.Warning,
                        reason,
                        message,
                        clock.instant()));
    }

    /** Whether that name is declared by somebody. */
    boolean declares(ResourceRef target) {
        var declaration = declarations.get(target);
        return declaration != null && !declaration.withdrawn();
    }

    /** What an owner declares. */
    List<ResourceRef> declaredBy(ResourceRef owner) {
        return declarations.values().stream()
                .filter(declaration -> declaration.owner().equals(owner))
                .map(Declaration::target)
                .toList();
    }
}
