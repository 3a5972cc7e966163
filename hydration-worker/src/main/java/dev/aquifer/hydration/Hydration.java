package dev.aquifer.hydration;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.AddressPolicy;
import dev.aquifer.hydration.http.Client;
import dev.aquifer.hydration.http.Connections;
import dev.aquifer.hydration.http.Timeouts;
import dev.aquifer.hydration.json.JsonProblem;
import dev.aquifer.hydration.report.Report;
import dev.aquifer.hydration.report.Reports;
import dev.aquifer.hydration.report.Result;
import dev.aquifer.hydration.request.HydrationRequest;
import dev.aquifer.hydration.request.Policy;
import dev.aquifer.hydration.request.Secrets;
import dev.aquifer.hydration.request.Task;
import dev.aquifer.hydration.retry.Patience;
import dev.aquifer.hydration.retry.Stop;
import dev.aquifer.hydration.retry.Throttle;
import dev.aquifer.hydration.source.Plan;
import dev.aquifer.hydration.source.Source;
import dev.aquifer.hydration.transfer.Meter;
import dev.aquifer.hydration.transfer.Transfer;
import dev.aquifer.hydration.volume.Leases;
import dev.aquifer.hydration.volume.Marker;
import dev.aquifer.hydration.volume.Markers;
import dev.aquifer.hydration.volume.Orphans;
import dev.aquifer.hydration.volume.Volume;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One attempt, from request to result: is it here already; what is it; does it fit; fetch, verify,
 * publish, mark. Every way out of it is a result.
 */
final class Hydration {

    private final HydrationRequest request;
    private final Secrets secrets;
    private final Environment environment;
    private final Reports reports;
    private final Stop stop = new Stop();
    private final Connections connections = new Connections();
    private final Meter meter = new Meter();
    private final Patience patience;
    private final AddressPolicy addresses;
    private final Instant startedAt;

    Hydration(HydrationRequest request, Secrets secrets, Environment environment, Reports reports) {
        this.request = request;
        this.secrets = secrets;
        this.environment = environment;
        this.reports = reports;
        this.startedAt = environment.clock().instant();
        Policy policy = request.policy();
        this.patience =
                new Patience(
                        policy,
                        new Throttle(policy.maxStreams(), policy.patience(), stop, reports),
                        stop,
                        reports,
                        environment.random(),
                        environment.clock());
        this.addresses = new AddressPolicy(policy.allowPrivateOrigins(), environment.resolver());
    }

    /** Ends it soon, from another thread, so that a later attempt goes on from there. */
    void interrupt() {
        stop.request();
        connections.stop();
    }

    /** Hydrates; never fails but by its result. */
    Result run() {
        try (Ticker ticker =
                new Ticker(connections, meter, patience, reports, environment.clock()).start()) {
            return hydrate(ticker);
        } catch (HydrationFailed e) {
            return new Result.Failed(request.attempt(), e, effort());
        } catch (JsonProblem e) {
            return failed(Code.PROTOCOL_VIOLATION, "the origin's answer: " + e.getMessage(), e);
        } catch (Stop.Requested e) {
            return new Result.Interrupted(request.attempt(), effort());
        } catch (RuntimeException e) {
            return failed(Code.UNKNOWN, "unexpected " + e, e);
        } catch (OutOfMemoryError | StackOverflowError e) {
            return failed(Code.UNKNOWN, "the worker is too small for this: " + e, e);
        }
    }

    private Result failed(Code code, String message, Throwable cause) {
        return new Result.Failed(
                request.attempt(), new HydrationFailed(code, message, Map.of(), cause), effort());
    }

    private Result hydrate(Ticker ticker) {
        if (!request.task().equals(Task.HYDRATE)) {
            throw new HydrationFailed(Code.BAD_REQUEST, "this mode is not carried out yet");
        }
        Volume volume = Volume.open(request.root(), request.subPath());
        Markers markers = new Markers(volume);
        Source source = Source.of(request, secrets);
        Optional<Marker> marker =
                source.pinned().flatMap(revision -> markers.find(source.identity(), revision));
        if (marker.isPresent()) {
            return present(volume, markers, marker.get(), source.pinned().orElseThrow());
        }
        Plan plan;
        try (Client client = client()) {
            plan = source.plan(client, patience);
        }
        marker = plan.pinned().flatMap(revision -> markers.find(plan.source(), revision));
        reports.say(
                new Report.Planned(
                        plan.pinned().orElse(null),
                        plan.files().size(),
                        plan.bytes(),
                        marker.isPresent()));
        return marker.isPresent()
                ? completed(volume, markers, marker.get(), plan.pinned().orElseThrow(), true)
                : fill(volume, markers, plan, ticker);
    }

    private Result fill(Volume volume, Markers markers, Plan plan, Ticker ticker) {
        Filling filling = new Filling(volume, markers, plan, leases(), tools(), environment);
        Filling.Filled filled = filling.run(ticker);
        return completed(volume, markers, filled.marker(), filled.pinned(), filled.already());
    }

    private Leases leases() {
        return new Leases(
                environment.workerId(),
                request.attempt().uid(),
                environment.leaseTimes(),
                reports,
                stop::pause);
    }

    private Transfer.Tools tools() {
        return new Transfer.Tools(
                this::client,
                connections,
                patience,
                request.policy(),
                stop,
                meter,
                environment.steps());
    }

    private Client client() {
        Policy policy = request.policy();
        Timeouts timeouts = new Timeouts(policy.connectTimeout(), policy.idleTimeout());
        return new Client(addresses, timeouts, connections, environment.tls());
    }

    private Result present(Volume volume, Markers markers, Marker marker, String pinned) {
        reports.say(new Report.Planned(pinned, marker.files().size(), marker.bytes(), true));
        return completed(volume, markers, marker, pinned, true);
    }

    private Result completed(
            Volume volume, Markers markers, Marker marker, String pinned, boolean already) {
        if (already) {
            new Orphans(volume, leases()).collect("");
        }
        var folder = markers.folder(marker.digest());
        return new Result.Completed(
                request.attempt(),
                marker.digest().toString(),
                pinned,
                marker.bytes(),
                marker.files().size(),
                volume.relative(folder),
                already,
                effort(),
                Definitions.in(folder, marker));
    }

    private Result.Effort effort() {
        return new Result.Effort(
                meter.fetchedBytes(), patience.retries(), startedAt, environment.clock().instant());
    }
}
