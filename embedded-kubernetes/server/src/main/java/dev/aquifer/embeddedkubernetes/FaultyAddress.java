package dev.aquifer.embeddedkubernetes;

import dev.aquifer.embeddedkubernetes.faults.Fault;
import dev.aquifer.embeddedkubernetes.faults.FaultPlan;
import dev.aquifer.embeddedkubernetes.faults.Faults;
import dev.aquifer.embeddedkubernetes.http.ApiServer;

/**
 * An address of a server where it misbehaves. Without a plan it is as good as the server's own. All
 * of it can be called from any thread at any time.
 */
public final class FaultyAddress implements AutoCloseable {
    private final ApiServer door;
    private final Faults faults;
    private final String kubeconfig;

    FaultyAddress(ApiServer door, Faults faults, String kubeconfig) {
        this.door = door;
        this.faults = faults;
        this.kubeconfig = kubeconfig;
    }

    /** The port; the same as long as this is open. */
    public int port() {
        return door.port();
    }

    /** A kubeconfig of the administrator that leads here. */
    public String kubeconfig() {
        return kubeconfig;
    }

    /** From the next call on. {@link FaultPlan#none} heals; watches that stall go on stalling. */
    public void plan(FaultPlan plan) {
        faults.plan(plan);
    }

    /** Breaks all connections and refuses new ones, until {@link #acceptConnections}. */
    public void refuseConnections() {
        door.refuse();
    }

    /** Takes connections again. */
    public void acceptConnections() {
        door.accept();
    }

    /** Breaks all watches that are open now. */
    public void cutWatches() {
        faults.open().forEach(Faults.OpenWatch::cut);
    }

    /** Lets all watches that are open now say nothing any more. */
    public void stallWatches() {
        faults.open().forEach(Faults.OpenWatch::stall);
    }

    /** How many watches are open, those that stall among them. */
    public int watches() {
        return faults.open().size();
    }

    /** How many calls {@link Fault.Slow} keeps waiting now: they will still be carried out. */
    public int heldBack() {
        return faults.waiting();
    }

    /** How often such a fault has happened, so that a test can see that it tested something. */
    public long struck(Class<? extends Fault> fault) {
        return faults.struck(fault);
    }

    @Override
    public void close() {
        door.close();
    }
}
