package dev.aquifer.embeddedkubernetes.http;

import dev.aquifer.embeddedkubernetes.api.Changes;
import dev.aquifer.embeddedkubernetes.api.Deletes;
import dev.aquifer.embeddedkubernetes.api.Ids;
import dev.aquifer.embeddedkubernetes.api.PodActions;
import dev.aquifer.embeddedkubernetes.api.Reads;
import dev.aquifer.embeddedkubernetes.api.Scaling;
import dev.aquifer.embeddedkubernetes.api.ServerEdits;
import dev.aquifer.embeddedkubernetes.api.SystemNamespaces;
import dev.aquifer.embeddedkubernetes.api.Writes;
import dev.aquifer.embeddedkubernetes.faults.Faults;
import dev.aquifer.embeddedkubernetes.lifecycle.Caretaker;
import dev.aquifer.embeddedkubernetes.resources.Resources;
import dev.aquifer.embeddedkubernetes.store.ObjectStore;
import dev.aquifer.embeddedkubernetes.tls.Credentials;
import java.net.BindException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.CompletionException;

/** A store, served: all parts of the API put together. */
public final class ApiListener implements AutoCloseable {
    private final ApiServer server;
    private final Caretaker caretaker;
    private final Opening opening;

    private interface Opening {
        ApiServer at(Place place, Faults faults) throws BindException;
    }

    private ApiListener(ApiServer server, Caretaker caretaker, Opening opening) {
        this.server = server;
        this.caretaker = caretaker;
        this.opening = opening;
    }

    /**
     * Serves the store on a port of 127.0.0.1.
     *
     * @throws BindException when somebody else has the port
     */
    public static ApiListener start(
            ObjectStore store, Credentials credentials, Clock clock, int port)
            throws BindException {
        var resources = Resources.of(store);
        var reads = new Reads(store);
        var ids = new Ids(new SecureRandom());
        var changes = new Changes(store, clock, ids);
        SystemNamespaces.ensure(store, resources, changes);
        var deletes = new Deletes(store, reads, clock);
        var edits = new ServerEdits(store, resources);
        var pods = new PodActions(store, edits, deletes, clock);
        var subresources =
                new SubresourceRoutes(
                        reads,
                        new Writes(store, changes),
                        new Scaling(store, changes),
                        pods,
                        new KubeletLogs(store));
        var routes =
                new ResourceRoutes(
                        store,
                        resources,
                        reads,
                        new Writes(store, changes),
                        deletes,
                        subresources,
                        clock);
        var router = new Router(resources, new Gate(credentials.token()), routes);
        Opening opening = (place, faults) -> open(store, router, credentials, place, faults);
        ApiServer server = opening.at(Place.at(port), new Faults());
        return new ApiListener(server, Caretaker.start(store, resources, deletes, clock), opening);
    }

    private static ApiServer open(
            ObjectStore store, Router router, Credentials credentials, Place place, Faults faults)
            throws BindException {
        try {
            return new ApiServer(store, router, credentials, place, faults);
        } catch (CompletionException e) {
            if (e.getCause() instanceof BindException taken) {
                throw taken;
            }
            throw e;
        }
    }

    /** The same API once more, at a port where these faults strike. */
    public ApiServer faulty(Faults faults) {
        try {
            return opening.at(Place.held(), faults);
        } catch (BindException e) {
            throw new IllegalStateException(e); // any port would do
        }
    }

    /** The port. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        caretaker.close();
        server.close();
    }
}
