package dev.aquifer.status.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.aquifer.events.CacheEvent.HydrationWaiting;
import dev.aquifer.events.CacheEvent.StreamsGranted;
import dev.aquifer.events.ResourceRef;
import dev.aquifer.events.wire.EventCodec;
import dev.aquifer.ledger.KafkaSettings;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.status.fold.Budgets;
import dev.aquifer.status.fold.Explanation;
import dev.aquifer.status.fold.Fleet;
import dev.aquifer.status.fold.Limits;
import dev.aquifer.status.fold.Story;
import dev.aquifer.status.fold.WholeStory;
import dev.aquifer.status.fold.Why;
import dev.aquifer.status.history.BusLog;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The questions as they come over HTTP. */
class QuestionsTest implements Known {
    private final Vertx vertx = Vertx.vertx();
    private final Fleet fleet = new Fleet(Limits.USUAL);
    private boolean caughtUp = true;
    private int port;

    @BeforeEach
    void serve() throws Exception {
        WholeStory.facts().forEach(fleet::take);
        fleet.tick(WholeStory.end());
        var kafka = KafkaSettings.of(EmbeddedBroker.shared().bootstrapServers());
        var router = Router.router(vertx);
        var clock = Clock.fixed(WholeStory.end(), ZoneOffset.UTC);
        QueryRoutes.add(router, new Questions(this, new BusLog(kafka), clock));
        var server = vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1");
        port =
                server.toCompletionStage()
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS)
                        .actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Override
    public boolean caughtUp() {
        return caughtUp;
    }

    @Override
    public String reading() {
        return "still reading";
    }

    @Override
    public Set<ResourceRef> resources() {
        return fleet.resources();
    }

    @Override
    public Optional<Explanation> why(ResourceRef resource) {
        return new Why(fleet).of(resource);
    }

    @Override
    public Budgets budgets() {
        return fleet.budgets();
    }

    @Test
    void whoHasTheStreamsOfAnOriginAndWhoWaits() throws Exception {
        var story = new Story();
        for (int i = 0; i < 100; i++) {
            story.tell(Story.started(Story.A, 0)); // these come after all that was told
        }
        var granted =
                new StreamsGranted(
                        Story.cache(1), Story.B, 1, "hub.example", "ml/token", 4, 16, Story.at(90));
        var waiting =
                new HydrationWaiting(
                        Story.cache(1),
                        Story.A,
                        2,
                        "WaitingForBudget",
                        "hub.example",
                        Story.at(99));
        fleet.take(story.tell(granted));
        fleet.take(story.tell(waiting));

        var answer = ask(200, "budgets");

        assertThat(answer.at("/origins/0/origin").asText()).isEqualTo("hub.example");
        assertThat(answer.at("/origins/0/credential").asText()).isEqualTo("ml/token");
        assertThat(answer.at("/origins/0/budget").asInt()).isEqualTo(16);
        assertThat(answer.at("/origins/0/granted").asInt()).isEqualTo(4);
        assertThat(answer.at("/origins/0/holders/0/cluster").asText()).isEqualTo("b");
        assertThat(answer.at("/waiting/0/name").asText()).isEqualTo("qwen");
        assertThat(answer.at("/waiting/0/cluster").asText()).isEqualTo("a");
        caughtUp = false;
        assertThat(ask(503, "budgets").at("/error").asText()).isEqualTo("NotYet");
    }

    private JsonNode ask(int status, String path) throws Exception {
        var address = URI.create("http://127.0.0.1:" + port + "/api/v1/" + path);
        try (var client = HttpClient.newHttpClient()) {
            var reply =
                    client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
            return EventCodec.JSON.readTree(reply.body());
        }
    }

    @Test
    void whyHasTheChainWithTimesAndFacts() throws Exception {
        var why = ask(200, "why/mc/qwen?namespace=ml-team");

        assertThat(why.path("state").asText()).isEqualTo("NotReady");
        assertThat(why.path("ready").path("reason").asText()).isEqualTo("Stalled");
        assertThat(why.path("ready").path("seconds").asLong()).isEqualTo(50);
        var end = why.path("chain").path(why.path("chain").size() - 1);
        assertThat(end.path("cluster").asText()).isEqualTo("b");
        assertThat(end.path("outcome").asText()).isEqualTo("DoesNotHold");
        assertThat(end.path("since").asText()).isEqualTo("2026-01-02T03:02:30Z");
        assertThat(end.path("fact").path("type").asText())
                .isEqualTo("aquifer.cache.HydrationProgressed.v1");
        assertThat(end.path("fact").path("id").asText()).isNotEmpty();
    }

    @Test
    void theNamespaceCanBeLeftOutAndClustersHaveNone() throws Exception {
        assertThat(ask(200, "why/modelservice/chat").path("state").asText()).isEqualTo("Ready");
        var cluster = ask(200, "why/inferenceclusters/a");
        assertThat(cluster.path("state").asText()).isEqualTo("Ready");
        assertThat(cluster.has("namespace")).isFalse();
    }

    @Test
    void whatIsMisspeltIsAnsweredWithWhatIsNear() throws Exception {
        assertThat(ask(404, "why/mc/qwne").path("suggestions").path(0).asText())
                .isEqualTo("modelcache/qwen -n ml-team");
        assertThat(ask(404, "why/modelcahce/qwen").path("suggestions").path(0).asText())
                .isEqualTo("modelcache");
        var foreign = ask(404, "why/mc/qwen?namespace=other");
        assertThat(foreign.path("error").asText()).isEqualTo("NotFound");
        assertThat(foreign.path("suggestions").path(0).asText())
                .isEqualTo("modelcache/qwen -n ml-team");
        assertThat(ask(404, "history/mc/UPPER%20case").path("error").asText())
                .isEqualTo("NotFound");
    }

    @Test
    void aTimeThatIsNoneIsABadQuestion() throws Exception {
        assertThat(ask(400, "history/mc/qwen?at=yesterday").path("message").asText())
                .contains("yesterday");
    }

    @Test
    void beforeEverythingIsReadNothingIsAnswered() throws Exception {
        caughtUp = false;

        assertThat(ask(503, "why/mc/qwen").path("message").asText()).contains("still reading");
    }

    @Test
    void aHistoryOfWhichTheBusHoldsNothingIsEmpty() throws Exception {
        var history = ask(200, "history/mc/qwen");

        assertThat(history.path("changes")).isEmpty();
        assertThat(ask(200, "history/mc/qwen?at=1m").path("exists").asBoolean()).isFalse();
    }
}
