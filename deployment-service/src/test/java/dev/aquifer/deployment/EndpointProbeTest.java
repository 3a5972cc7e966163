package dev.aquifer.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.aquifer.deployment.domain.Trial;
import dev.aquifer.deployment.manifests.GangManifests;
import dev.aquifer.deployment.store.Endpoints;
import dev.aquifer.events.Metadata;
import dev.aquifer.ledger.Cause;
import dev.aquifer.ledger.EventLedger;
import dev.aquifer.ledger.LedgerSettings;
import dev.aquifer.ledger.LedgerTables;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Endpoints made by hand are asked over HTTP; the gateway is played. */
class EndpointProbeTest {
    private static final String URL = "http://127.0.0.1:9";

    /** What it replies cannot be kept. */
    private static final String BAD = "a-bad";

    private static final String REFUSE =
            """
            create function refuse() returns trigger language plpgsql as
              $$ begin raise exception 'a row that cannot be written'; end $$;
            create trigger refuse before update on endpoint for each row
              when (new.name = 'a-bad' and new.answers) execute function refuse();
            """;

    private final DataSource database = EmbeddedDatabase.shared().create();
    private final Flows flows = Flows.of(GangManifests::render);
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer gateway = nothing();
    private final int port = gateway.getAddress().getPort();

    private static HttpServer nothing() {
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            return HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() {
        Flyway.configure().dataSource(database).load().migrate();
        LedgerTables.in(database);
        gateway.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.stop(0);
        http.close();
    }

    private void answers(int status, Map<String, String> headers, String body) {
        answers("provider", status, headers, body);
    }

    private void answers(String name, int status, Map<String, String> headers, String body) {
        gateway.createContext(
                "/-/endpoints/ml/" + name + "/v1/models",
                exchange -> {
                    headers.forEach(exchange.getResponseHeaders()::set);
                    var bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
    }

    private Trial asked() throws InterruptedException {
        return asked(Duration.ofSeconds(30));
    }

    private Trial asked(Duration timeout) throws InterruptedException {
        var way = new EndpointProbe.Way(http, URI.create("http://127.0.0.1:" + port), timeout);
        var log =
                Logger.getMessageLogger(
                        MethodHandles.lookup(), DeploymentLog.class, "dev.aquifer.deployment");
        try (var ledger =
                EventLedger.builder(LedgerSettings.of("deployment-service", "none:1"), database)
                        .clock(Clock.systemUTC())
                        .build()) {
            var endpoint = Played.subject("ModelEndpoint", "provider", 1);
            for (var subject : List.of(Played.subject("ModelEndpoint", BAD, 1), endpoint)) {
                within(
                        ledger,
                        rows -> {
                            rows.save(subject, Metadata.NONE, URL, "request-1", Instant.EPOCH);
                            return rows;
                        });
            }
            new EndpointProbe(way, ledger, flows.endpoints(), log).endpoints();
            return within(ledger, rows -> rows.find(endpoint.admittedUid()).orElseThrow().trial());
        }
    }

    private static <T> T within(EventLedger ledger, Function<Endpoints, T> body) {
        return ledger.inTransaction(
                Cause.continuing("test"), tx -> body.apply(new Endpoints(tx.jdbi())));
    }

    @Test
    void whatAsksForAKeyAnswers() throws Exception {
        answers(401, Map.of("Aquifer-Answered-By", URL), "who are you?");

        assertThat(asked()).isEqualTo(Trial.NONE.answered());
    }

    @Test
    void whatCannotBeConnectedToDoesNotAndTheGatewaysWordsAreKept() throws Exception {
        answers(502, Map.of(), "{\"error\":{\"message\":\"the endpoint cannot be connected to\"}}");

        assertThat(asked())
                .isEqualTo(
                        Trial.NONE.failed(
                                "502 from the gateway: the endpoint cannot be connected to"));
    }

    @Test
    void aGatewayThatDoesNotKnowItYetTellsNothing() throws Exception {
        assertThat(asked()).isEqualTo(Trial.NONE);
    }

    @Test
    void aGatewayThatIsAwayTellsNothing() throws Exception {
        gateway.stop(0);

        assertThat(asked()).isEqualTo(Trial.NONE);
    }

    @Test
    void whatStaysSilentDoesNotAnswer() throws Exception {
        gateway.createContext("/", exchange -> {});

        assertThat(asked(Duration.ofMillis(200)))
                .isEqualTo(Trial.NONE.failed("no answer within 200 ms"));
    }

    @Test
    void oneWhoseReplyCannotBeKeptHoldsUpNoOther() throws Exception {
        Jdbi.create(database).useHandle(handle -> handle.execute(REFUSE));
        for (var name : List.of(BAD, "provider")) {
            answers(name, 200, Map.of("Aquifer-Answered-By", URL), "");
        }

        assertThat(asked()).isEqualTo(Trial.NONE.answered());
    }
}
