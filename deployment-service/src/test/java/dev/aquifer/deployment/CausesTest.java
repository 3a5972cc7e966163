package dev.aquifer.deployment;

import static dev.aquifer.deployment.Played.completed;
import static dev.aquifer.deployment.Played.nodes;
import static dev.aquifer.deployment.Played.observed;
import static dev.aquifer.deployment.Played.ready;
import static dev.aquifer.deployment.Played.wanted;
import static dev.aquifer.deployment.Played.wantedCache;
import static dev.aquifer.deployment.Played.wantedDeployment;
import static dev.aquifer.deployment.Played.wantedService;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.aquifer.deployment.manifests.GangManifests;
import dev.aquifer.events.DeploymentEvent.CacheUseRequested;
import dev.aquifer.events.DeploymentEvent.EndpointPublished;
import dev.aquifer.events.DeploymentEvent.EndpointReady;
import dev.aquifer.events.DeploymentEvent.GatewayReady;
import dev.aquifer.events.DeploymentEvent.ServiceRouted;
import dev.aquifer.events.DesiredEvent.GatewayRequested;
import dev.aquifer.events.Event;
import dev.aquifer.events.Metadata;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Topic;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.spec.InferenceGatewaySpec;
import dev.aquifer.ledger.EventLedger;
import dev.aquifer.ledger.LedgerSettings;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Invariant 10: every fact of this service names the event that it follows from, also what it found
 * by asking engines and the gateway, with no event at hand.
 */
class CausesTest {
    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final DataSource database = EmbeddedDatabase.shared().create();
    private final Bus bus = new Bus(broker.bootstrapServers());
    private final HttpClient http = HttpClient.newHttpClient();
    private final Set<String> others = new HashSet<>();
    private HttpServer gateway;
    private EventLedger ledger;
    private DueDecisions due;
    private EngineProbe probe;

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext(
                "/",
                exchange -> {
                    var body = "{\"data\": [{\"id\": \"qwen\"}]}".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        gateway.start();
        Flyway.configure().dataSource(database).load().migrate();
        var flows = Flows.of(GangManifests::render);
        ledger =
                flows.on(
                        EventLedger.builder(
                                        LedgerSettings.of(
                                                "deployment-service", broker.bootstrapServers()),
                                        database)
                                .clock(Clock.systemUTC())
                                .build());
        ledger.start();
        due = ReplicaOfService.decisions(ledger, database, flows);
        var log =
                Logger.getMessageLogger(MethodHandles.lookup(), DeploymentLog.class, "test.probe");
        var address = URI.create("http://127.0.0.1:" + gateway.getAddress().getPort());
        var asker =
                new EngineProbe.Asker(
                        http, address, Duration.ofSeconds(10), Duration.ofHours(1), "one");
        probe = new EngineProbe(asker, ledger, flows, log);
    }

    @AfterEach
    void stop() {
        due.close();
        ledger.close();
        bus.close();
        broker.close();
        gateway.stop(0);
        http.close();
    }

    private String say(Topic topic, Event event) {
        var id = bus.say(topic, event);
        others.add(id);
        return id;
    }

    @Test
    void theChainFromAnApplyToAnAddressThatAnswersHasNoGap() throws Exception {
        var name = ResourceRef.clusterScoped("InferenceGateway", "default");
        var applied =
                say(
                        Topic.DESIRED,
                        new GatewayRequested(
                                new Subject(name, new Uid("gateway-1"), 1),
                                Metadata.NONE,
                                new InferenceGatewaySpec("Aquifer", null),
                                Played.T));
        say(Topic.DESIRED, wantedService("chat", "qwen"));
        bus.await1(ServiceRouted.class);
        probe.gateway();
        say(Topic.DESIRED, wanted("a"));
        say(Topic.CLUSTERS, ready("a"));
        say(Topic.CLUSTERS, nodes("a", 4));
        say(Topic.DESIRED, wantedCache("qwen"));
        say(Topic.CACHES, completed("qwen", "a"));
        say(Topic.DESIRED, wantedDeployment("qwen", 1, 1, "engine:1", Map.of("name", "a")));
        say(Topic.CACHES, Played.granted(bus.await1(CacheUseRequested.class), "sha256-d"));
        var work = bus.await1(WorkRequested.class);
        var seen = say(Topic.OBSERVATIONS, observed(work, work.attempt(), 1, true));
        bus.await1(EndpointPublished.class);

        probe.engines();

        var answering = bus.awaitFact(EndpointReady.class, e -> true);
        assertThat(answering.meta().causationId()).isEqualTo(seen);
        assertThat(bus.awaitFact(GatewayReady.class, g -> true).meta().causationId())
                .isEqualTo(applied);
        var routed = bus.awaitFact(ServiceRouted.class, r -> !r.backends().isEmpty());
        assertThat(routed.meta().causationId()).isEqualTo(seen);
        assertThat(bus.all())
                .isNotEmpty()
                .allSatisfy(said -> assertThat(said.meta().causationId()).isIn(others));
    }
}
