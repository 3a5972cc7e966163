package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.cache;
import static dev.aquifer.cache.PlayedFleet.completed;
import static dev.aquifer.cache.PlayedFleet.deployment;
import static dev.aquifer.cache.PlayedFleet.failed;
import static dev.aquifer.cache.PlayedFleet.http;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.events.CacheEvent.CacheDeletionBlocked;
import dev.aquifer.events.CacheEvent.CacheRemoved;
import dev.aquifer.events.CacheEvent.CacheUseGranted;
import dev.aquifer.events.CacheEvent.CacheUseRefused;
import dev.aquifer.events.CacheEvent.ClustersMatched;
import dev.aquifer.events.CacheEvent.HydrationCompleted;
import dev.aquifer.events.CacheEvent.HydrationFailed;
import dev.aquifer.events.CacheEvent.HydrationRequested;
import dev.aquifer.events.CacheEvent.HydrationStarted;
import dev.aquifer.events.CacheEvent.HydrationWaiting;
import dev.aquifer.events.CacheEvent.SourcePinned;
import dev.aquifer.events.CacheEvent.SourceUnimplemented;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.Subject;
import dev.aquifer.events.Uid;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.WorkEvent.WorkWithdrawn;
import dev.aquifer.events.spec.ModelCacheSpec;
import dev.aquifer.ledger.testkit.EmbeddedBroker;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From a user's wish to an artifact on clusters and back, with a real broker and database. */
class CacheServiceTest {
    private static final Map<String, String> BOTH = Map.of("fleet", "c");
    private static final EmbeddedBroker BROKER = EmbeddedBroker.start();
    private static final Path AUTHORITIES = authorities();
    private static final PlayedFleet FLEET = new PlayedFleet(BROKER.bootstrapServers());
    private static final CacheService SERVICE = service();

    private static CacheService service() {
        var database = EmbeddedDatabase.shared().create();
        Flyway.configure().dataSource(database).schemas("cache").load().migrate();
        return new CacheService(settings(), database, Clock.systemUTC());
    }

    private static CacheSettings settings() {
        return new SmallRyeConfigBuilder()
                .withMapping(CacheSettings.class)
                .withSources(
                        new PropertiesConfigSource(
                                Map.of(
                                        "aquifer.kafka.bootstrap", BROKER.bootstrapServers(),
                                        "aquifer.database.url", "jdbc:postgresql:",
                                        "aquifer.database.user", "cache_service",
                                        "aquifer.database.password-file", "none",
                                        "aquifer.hydration.allowed-private-origins", "127.0.0.1:1",
                                        "aquifer.hydration.trusted-authorities",
                                                AUTHORITIES.toString(),
                                        "aquifer.hydration.max-files", "30000",
                                        "aquifer.cache.first-retry", "PT0.2S",
                                        "aquifer.cache.tick", "PT0.1S"),
                                "test",
                                100))
                .build()
                .getConfigMapping(CacheSettings.class);
    }

    private static Path authorities() {
        try {
            var file = Files.createTempFile("authorities", ".pem");
            file.toFile().deleteOnExit();
            return Files.writeString(file, NewCertificate.pem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeAll
    static void start() {
        SERVICE.start();
        FLEET.ready("c1");
        FLEET.ready("c2");
    }

    @AfterAll
    static void stop() {
        SERVICE.close();
        FLEET.close();
        BROKER.close();
    }

    private static <T> T eventually(Supplier<? extends Optional<T>> what) {
        return await().atMost(Duration.ofSeconds(20))
                .until(what::get, Optional::isPresent)
                .orElseThrow();
    }

    private static <E> E hydration(Subject cache, String cluster, Class<E> type) {
        return eventually(
                () -> FLEET.hydration(cache, cluster).filter(type::isInstance).map(type::cast));
    }

    private static WorkRequested job(Subject cache, String cluster, long attempt) {
        return eventually(
                () ->
                        FLEET.work(cache, cluster, "hydration")
                                .filter(WorkRequested.class::isInstance)
                                .map(WorkRequested.class::cast)
                                .filter(work -> work.attempt() == attempt));
    }

    private static WorkWithdrawn withdrawn(Subject cache, String cluster, String purpose) {
        return eventually(
                () ->
                        FLEET.work(cache, cluster, purpose)
                                .filter(WorkWithdrawn.class::isInstance)
                                .map(WorkWithdrawn.class::cast));
    }

    private static void stage(Subject cache, String cluster, long attempt) {
        FLEET.ran(job(cache, cluster, attempt), Readiness.READY, completed(attempt, "etag:1"));
        hydration(cache, cluster, HydrationCompleted.class);
    }

    @Test
    void oneClusterFindsTheRevisionTheOthersFetchThatOne() {
        var cache = cache("ml", "weights", 1);
        FLEET.want(cache, http("https://models.example/w", BOTH));

        var first = job(cache, "c1", 1);
        var waiting = hydration(cache, "c2", HydrationWaiting.class);
        assertThat(waiting.reason()).isEqualTo("WaitingForPin");
        FLEET.runs(first);
        hydration(cache, "c1", HydrationStarted.class);
        FLEET.ran(first, Readiness.READY, completed(1, "etag:1"));

        var done = hydration(cache, "c1", HydrationCompleted.class);
        assertThat(done.digest()).isEqualTo("sha256:d1");
        assertThat(done.claim()).isEqualTo("modelcache-weights");
        assertThat(done.subPath()).isEqualTo("sha256-d1");
        var second = job(cache, "c2", 1);
        assertThat(second.manifests().getFirst().at("/data/request.json").asText())
                .contains("\"pinned\":\"etag:1\"")
                .contains("\"allowPrivateOrigins\":[\"127.0.0.1:1\"]")
                .contains("\"trustedAuthorities\":\"-----BEGIN CERTIFICATE-----\\n")
                .contains("\"maxFiles\":30000");
        assertThat(FLEET.fact(cache, "pin", SourcePinned.class).orElseThrow().event().revision())
                .isEqualTo("etag:1");
        stage(cache, "c2", 1);
        var fact = FLEET.fact(cache, "hydration/c2", HydrationCompleted.class).orElseThrow();
        var asked = FLEET.fact(cache, "clusters", ClustersMatched.class).orElseThrow();
        assertThat(fact.meta().correlationId()).isEqualTo(asked.meta().correlationId());
        assertThat(fact.meta().causationId()).isNotNull();
    }

    @Test
    void aSpoiltFileOfAuthoritiesIsToldAndHoldsUpNoEvent() throws IOException {
        var pem = Files.readString(AUTHORITIES);
        Files.writeString(AUTHORITIES, "canary");
        await().until(() -> SERVICE.authoritiesTrouble().isPresent());
        var cache = cache("ml", "trusting", 1);
        FLEET.want(cache, http("https://models.example/trusting", BOTH));

        assertThat(job(cache, "c1", 1).manifests().toString()).contains("BEGIN CERTIFICATE");
        stage(cache, "c1", 1);
        assertThat(job(cache, "c2", 1).manifests().toString()).contains("BEGIN CERTIFICATE");
        stage(cache, "c2", 1);

        Files.writeString(AUTHORITIES, pem);
        await().until(() -> SERVICE.authoritiesTrouble().isEmpty());
    }

    @Test
    void aFailedAttemptIsRepeatedAndAnEditRepairs() {
        var cache = cache("ml", "broken", 1);
        FLEET.want(cache, http("https://models.example/none", Map.of("fleet", "c")));
        FLEET.ran(job(cache, "c1", 1), Readiness.FAILED, failed(1, "OriginUnavailable", "Backoff"));
        FLEET.ran(job(cache, "c2", 1), Readiness.FAILED, failed(1, "NotFound", "Never"));
        job(cache, "c1", 2);
        var refused = hydration(cache, "c2", HydrationFailed.class);
        assertThat(refused.code()).isEqualTo("NotFound");
        assertThat(refused.retryAt()).isNull();

        var edited = cache("ml", "broken", 2);
        FLEET.want(edited, http("https://models.example/some", Map.of("fleet", "c")));

        stage(edited, "c1", 3);
        stage(edited, "c2", 2);
    }

    @Test
    void lateSignalsOfOlderAttemptsChangeNothing() {
        var cache = cache("ml", "late", 1);
        FLEET.want(cache, http("https://models.example/late", BOTH));
        var first = job(cache, "c1", 1);
        FLEET.ran(first, Readiness.FAILED, failed(1, "Stalled", "Backoff"));
        FLEET.ran(first, Readiness.FAILED, failed(1, "Stalled", "Backoff"));
        var other = eventually(() -> FLEET.work(cache, "c2", "hydration"));
        assertThat(other).isInstanceOf(WorkRequested.class);
        FLEET.ran((WorkRequested) other, Readiness.READY, completed(1, "etag:7"));
        var second = job(cache, "c1", 2);

        FLEET.ran(first, Readiness.READY, completed(1, "etag:old"));
        FLEET.ran(second, Readiness.READY, completed(2, "etag:7"));

        var done = hydration(cache, "c1", HydrationCompleted.class);
        assertThat(done.attempt()).isEqualTo(2);
        assertThat(done.revision()).isEqualTo("etag:7");
    }

    @Test
    void usesAreGrantedOnceTheArtifactIsThereAndKeepTheCache() {
        var cache = cache("ml", "used", 1);
        var user = deployment("ml", "chat");
        FLEET.use(user, cache, "c1");
        var slot = "use/c1/ml/chat";
        var early = eventually(() -> FLEET.fact(cache, slot, CacheUseRefused.class)).event();
        assertThat(early.reason()).isEqualTo("CacheNotFound");
        FLEET.want(cache, http("https://models.example/used", BOTH));
        await().untilAsserted(
                        () ->
                                assertThat(
                                                FLEET.fact(cache, slot, CacheUseRefused.class)
                                                        .orElseThrow()
                                                        .event()
                                                        .reason())
                                        .isEqualTo("CacheNotReady"));
        stage(cache, "c1", 1);
        stage(cache, "c2", 1);
        var grant = eventually(() -> FLEET.fact(cache, slot, CacheUseGranted.class)).event();
        assertThat(grant.subPath()).isEqualTo("sha256-d1");
        assertThat(grant.claim()).isEqualTo("modelcache-used");
        assertThat(grant.mountPath()).isEqualTo("/mnt/models");

        FLEET.withdraw(cache);
        var blocked = eventually(() -> FLEET.fact(cache, "deletion", CacheDeletionBlocked.class));
        assertThat(blocked.event().blockers()).containsExactly("ModelDeployment/ml/chat on c1");
        FLEET.release(user, cache, "c1");

        for (var cluster : List.of("c1", "c2")) {
            FLEET.removed(withdrawn(cache, cluster, "hydration"), 1);
            FLEET.removed(withdrawn(cache, cluster, "claim"), 1);
        }
        eventually(() -> FLEET.fact(cache, "deletion", CacheRemoved.class));
        await().untilAsserted(() -> assertThat(FLEET.slotsOf(cache)).isEqualTo(1));
    }

    @Test
    void anEditOfSomethingElseKeepsWhatIsThere() {
        var cache = cache("ml", "kept", 1);
        FLEET.want(cache, http("https://models.example/kept", BOTH));
        stage(cache, "c1", 1);
        stage(cache, "c2", 1);

        var edited = cache("ml", "kept", 2);
        var spec = http("https://models.example/kept", BOTH);
        FLEET.want(
                edited,
                new ModelCacheSpec(
                        spec.artifact(),
                        new ModelCacheSpec.Mount("/elsewhere", null),
                        spec.storage(),
                        spec.clusters(),
                        null));

        await().untilAsserted(
                        () ->
                                assertThat(hydration(edited, "c1", HydrationCompleted.class))
                                        .satisfies(
                                                done ->
                                                        assertThat(done.subject().generation())
                                                                .isEqualTo(2))
                                        .satisfies(
                                                done -> assertThat(done.attempt()).isEqualTo(1)));
    }

    @Test
    void aClusterThatIsNotMatchedAnyMoreIsLeft() {
        var cache = cache("ml", "moved", 1);
        FLEET.want(cache, http("https://models.example/moved", BOTH));
        stage(cache, "c1", 1);

        var edited = cache("ml", "moved", 2);
        FLEET.want(edited, http("https://models.example/moved", Map.of("fleet", "none")));

        withdrawn(cache, "c1", "hydration");
        FLEET.use(deployment("ml", "late"), cache, "c1");
        eventually(() -> FLEET.fact(cache, "use/c1/ml/late", CacheUseRefused.class));
        FLEET.removed(withdrawn(cache, "c1", "hydration"), 1);
        FLEET.removed(withdrawn(cache, "c1", "claim"), 1);
        await().untilAsserted(() -> assertThat(FLEET.work(edited, "c1", "claim")).isEmpty());
        assertThat(FLEET.hydration(edited, "c1")).isEmpty();
        assertThat(
                        FLEET.fact(edited, "clusters", ClustersMatched.class)
                                .orElseThrow()
                                .event()
                                .clusters())
                .isEmpty();
    }

    @Test
    void whatCannotBeCarriedOutIsSaid() {
        var cache = cache("ml", "unfilled", 1);
        var spec = http("https://models.example/x", BOTH);
        var readOnly = new ModelCacheSpec.Pvc("shared", 1, "ReadOnlyMany");
        FLEET.want(
                cache,
                new ModelCacheSpec(
                        spec.artifact(),
                        spec.mount(),
                        new ModelCacheSpec.Storage("PVC", readOnly, null),
                        spec.clusters(),
                        null));

        var gap = eventually(() -> FLEET.fact(cache, "source", SourceUnimplemented.class));
        assertThat(gap.event().feature()).isEqualTo("storage.pvc.accessMode");
        assertThat(FLEET.fact(cache, "clusters")).isEmpty();
    }

    @Test
    void aCacheThatWasDeletedAndComesAgainIsAnotherOne() {
        var cache = cache("ml", "again", 1);
        FLEET.want(cache, http("https://models.example/again", Map.of("fleet", "c")));
        stage(cache, "c1", 1);
        var next = new Subject(cache.resource(), new Uid("uid-again-2"), 1);

        FLEET.want(next, http("https://models.example/again", Map.of("fleet", "c")));

        withdrawn(cache, "c1", "hydration");
        job(next, "c1", 1);
        hydration(next, "c1", HydrationRequested.class);
    }
}
