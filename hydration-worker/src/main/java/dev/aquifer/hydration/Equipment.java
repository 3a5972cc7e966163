package dev.aquifer.hydration;

import dev.aquifer.hydration.http.AddressPolicy;
import dev.aquifer.hydration.http.Client;
import dev.aquifer.hydration.http.Connections;
import dev.aquifer.hydration.http.Timeouts;
import dev.aquifer.hydration.report.Reports;
import dev.aquifer.hydration.report.Result;
import dev.aquifer.hydration.request.HydrationRequest;
import dev.aquifer.hydration.request.Policy;
import dev.aquifer.hydration.retry.Patience;
import dev.aquifer.hydration.retry.Stop;
import dev.aquifer.hydration.retry.Throttle;
import dev.aquifer.hydration.transfer.Meter;
import dev.aquifer.hydration.transfer.Transfer;
import dev.aquifer.hydration.volume.Leases;
import java.time.Instant;

/** What one attempt works with, put together by its request. */
final class Equipment {

    private final HydrationRequest request;
    private final Environment environment;
    private final Reports reports;
    private final Stop stop = new Stop();
    private final Connections connections = new Connections();
    private final AddressPolicy addresses;
    private final Instant startedAt;
    private final Tls tls;
    final Meter meter = new Meter();
    final Patience patience;
    final Ticker ticker;

    Equipment(HydrationRequest request, Environment environment, Reports reports) {
        this.request = request;
        this.environment = environment;
        this.reports = reports;
        this.startedAt = environment.clock().instant();
        Policy policy = request.policy();
        this.tls = new Tls(policy.authorities(), environment.tls());
        this.patience =
                new Patience(
                        policy,
                        new Throttle(policy.maxStreams(), policy.patience(), stop, reports),
                        stop,
                        reports,
                        environment.random(),
                        environment.clock());
        this.ticker = new Ticker(connections, meter, patience, reports, environment);
        this.addresses = new AddressPolicy(policy.allowPrivateOrigins(), environment.resolver());
    }

    /** Ends the attempt soon, from another thread, so that a later one goes on from there. */
    void interrupt() {
        stop.request();
        connections.stop();
    }

    Leases leases() {
        return new Leases(
                environment.workerId(),
                request.attempt().uid(),
                environment.leaseTimes(),
                reports,
                stop::pause);
    }

    Transfer.Tools tools() {
        return new Transfer.Tools(
                this::client,
                connections,
                patience,
                request.policy(),
                stop,
                meter,
                environment.steps());
    }

    Client client() {
        Policy policy = request.policy();
        Timeouts timeouts =
                new Timeouts(policy.connectTimeout(), policy.idleTimeout(), policy.answerTimeout());
        return new Client(addresses, timeouts, connections, tls);
    }

    /** What it took until now. */
    Result.Effort effort() {
        return new Result.Effort(
                meter.fetchedBytes(),
                patience.retries(),
                patience.throttled(),
                startedAt,
                environment.clock().instant());
    }
}
