package dev.aquifer.deployment;

import dev.aquifer.deployment.store.Causes;
import dev.aquifer.deployment.store.Deployments;
import dev.aquifer.deployment.store.Deployments.DeploymentRow;
import dev.aquifer.deployment.store.Inputs;
import dev.aquifer.deployment.store.Replicas;
import dev.aquifer.events.DeploymentEvent;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Slot;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkEvent;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.ledger.LedgerTransaction;
import dev.aquifer.ledger.Said;
import java.time.Instant;
import java.util.Optional;

/** A deployment that is being decided: what is known of it, and its voice. */
record Decision(DeploymentRow row, LedgerTransaction tx, Said said) {

    /** The event at hand made it happen; whom it serves is who asked for the deployment. */
    static Decision about(DeploymentRow row, LedgerTransaction tx) {
        var causes = new Causes(tx.jdbi());
        var cause = causes.because(tx.cause(), row.correlation(), row.subject().resource());
        return new Decision(row, tx, new Said(tx, cause));
    }

    Subject subject() {
        return row.subject();
    }

    /** The deployment as an earlier edit had it. */
    Subject subject(long generation) {
        return new Subject(subject().resource(), uid(), generation);
    }

    Uid uid() {
        return row.subject().admittedUid();
    }

    String namespace() {
        return row.subject().resource().namespace();
    }

    /** A cache that is called by its name only. */
    ResourceRef cache(String name) {
        return new ResourceRef("ModelCache", namespace(), name);
    }

    Instant now() {
        return tx.now();
    }

    Deployments deployments() {
        return new Deployments(tx.jdbi());
    }

    Replicas replicas() {
        return new Replicas(tx.jdbi());
    }

    Causes causes() {
        return new Causes(tx.jdbi());
    }

    Inputs inputs() {
        return new Inputs(tx.jdbi());
    }

    /** Says how something is, unless that was said. */
    void say(DeploymentEvent fact) {
        said.say(Topic.DEPLOYMENTS, fact);
    }

    /** Wants something of a cluster, or does not any more. */
    void say(WorkEvent work) {
        said.say(Topic.WORKS, work);
    }

    /** A fact of a facet is no more. */
    void unsay(String... facet) {
        said.unsay(Topic.DEPLOYMENTS, Slot.of(subject().resource(), facet));
    }

    /** No fact whose facet begins so is any more. */
    void unsayAll(String facet) {
        said.unsayAll(Topic.DEPLOYMENTS, subject().resource(), facet);
    }

    /** What was wanted of a Work last, be it by a database that was restored since. */
    Optional<WorkRequested> lastRequest(Slot work) {
        return said.last(Topic.WORKS, work, WorkRequested.class)
                .filter(request -> subject().admittedUid().equals(request.subject().uid()));
    }

    /** Nothing is wanted of a Work any more, and nothing is left of it. */
    void unsay(Slot work) {
        said.unsay(Topic.WORKS, work);
    }
}
