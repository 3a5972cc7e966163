package dev.aquifer.embeddedkubernetes.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.embeddedkubernetes.EmbeddedKubernetes;
import dev.aquifer.embeddedkubernetes.FaultyAddress;
import dev.aquifer.embeddedkubernetes.faults.Fault;
import dev.aquifer.embeddedkubernetes.faults.FaultPlan;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that misbehaves does it as said, and only at the address for it. */
class FaultyAddressTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir private Path folder;
    private EmbeddedKubernetes server;
    private FaultyAddress address;
    private Http good;
    private Http bad;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedKubernetes.start();
        address = server.faultyAddress();
        good = new Http(Files.writeString(folder.resolve("good"), server.kubeconfig()));
        bad = new Http(Files.writeString(folder.resolve("bad"), address.kubeconfig()));
    }

    @AfterEach
    void stop() {
        bad.close();
        good.close();
        address.close();
        server.close();
    }

    private String revision() {
        return good.get(MAPS).text("/metadata/resourceVersion");
    }

    private static String watching(String from) {
        return MAPS + "?watch=true&allowWatchBookmarks=true&resourceVersion=" + from;
    }

    @Test
    void withoutAPlanItIsTheServer() {
        assertThat(bad.post(MAPS, Contract.configMap("a", "b")).code()).isEqualTo(201);
        assertThat(good.get(MAPS + "/a").json()).isEqualTo(bad.get(MAPS + "/a").json());
    }

    @Test
    void aFractionOfCallsFails() {
        address.plan(FaultPlan.seeded(5).with(0.5, Fault.Failed.with(429, 500, 503)));
        var codes = IntStream.range(0, 100).map(_ -> bad.get(MAPS).code()).boxed().toList();
        assertThat(codes).contains(200, 429, 500, 503);
        assertThat(codes.stream().filter(code -> code != 200).count())
                .isEqualTo(address.struck(Fault.Failed.class));
        assertThat(good.get(MAPS).code()).isEqualTo(200);
        address.plan(FaultPlan.none());
        assertThat(bad.get(MAPS).code()).isEqualTo(200);
    }

    @Test
    void whatIsFailedIsNotDone() {
        address.plan(FaultPlan.seeded(5).with(1, Fault.Failed.with(500)));
        assertThat(bad.post(MAPS, Contract.configMap("failed", "b")).text("/reason"))
                .isEqualTo("InternalError");
        address.plan(FaultPlan.seeded(5).with(1, Fault.Failed.with(429)));
        assertThat(bad.get(MAPS).response().headers().firstValue("retry-after")).contains("1");
        address.plan(FaultPlan.seeded(5).with(1, new Fault.Dropped()));
        assertThatThrownBy(() -> bad.post(MAPS, Contract.configMap("failed", "b")))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(good.get(MAPS + "/failed").code()).isEqualTo(404);
    }

    @Test
    void anAnswerIsLostAfterTheDeed() {
        address.plan(FaultPlan.seeded(5).with(1, new Fault.AnswerLost()).onlyFor(c -> c.writes()));
        assertThatThrownBy(() -> bad.post(MAPS, Contract.configMap("lost", "b")))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(bad.get(MAPS + "/lost").code()).isEqualTo(200);
    }

    @Test
    void slowCallsAreAnsweredLater() {
        address.plan(FaultPlan.seeded(5).with(1, new Fault.Slow(Duration.ofMillis(300))));
        long begin = System.nanoTime();
        assertThat(bad.get(MAPS).code()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void connectionsAreRefusedForAWhile() {
        int port = address.port();
        assertThat(bad.get(MAPS).code()).isEqualTo(200);
        try (var watch = bad.watch(watching(revision()))) {
            address.refuseConnections();
            address.refuseConnections();
            assertThatThrownBy(watch::next).isInstanceOf(UncheckedIOException.class);
        }
        assertThatThrownBy(() -> bad.get(MAPS)).isInstanceOf(UncheckedIOException.class);
        assertThat(good.get(MAPS).code()).isEqualTo(200);
        address.acceptConnections();
        assertThat(bad.get(MAPS).code()).isEqualTo(200);
        assertThat(address.port()).isEqualTo(port);
    }

    @Test
    void whoeverConnectsToARefusingAddressIsRefusedFromThenOn() throws IOException {
        for (int time = 0; time < 10; time++) {
            assertThat(bad.get(MAPS).code()).isEqualTo(200);
            address.refuseConnections();
            assertThatThrownBy(() -> connect(address.port()).close())
                    .isInstanceOf(ConnectException.class);
            address.acceptConnections();
        }
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void watchesAreCut() {
        try (var watch = bad.watch(watching(revision()))) {
            Awaitility.await().atMost(LONG).until(() -> address.watches() == 1);
            address.cutWatches();
            assertThatThrownBy(watch::next).isInstanceOf(UncheckedIOException.class);
        }
        assertThat(address.struck(Fault.WatchCut.class)).isEqualTo(1);
        Awaitility.await().atMost(LONG).until(() -> address.watches() == 0);
        address.plan(FaultPlan.seeded(5).with(1, new Fault.WatchCut(Duration.ofMillis(50))));
        try (var watch = bad.watch(watching(revision()))) {
            assertThatThrownBy(watch::next).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void aStalledWatchSaysNothingAndStays() {
        String before = revision();
        try (var stalled = bad.watch(watching(before) + "&timeoutSeconds=1");
                var alive = bad.watch(watching(before))) {
            Awaitility.await().atMost(LONG).until(() -> address.watches() == 2);
            address.stallWatches();
            good.post(MAPS, Contract.configMap("unseen", "b"));
            try (var later = bad.watch(watching(before) + "&timeoutSeconds=2")) {
                assertThat(later.nextName()).isEqualTo("ADDED unseen");
                // two seconds on, the stalled one of one second has not ended
                assertThat(later.next().isMissingNode()).isTrue();
            }
            assertThat(address.watches()).isEqualTo(2);
            var said = CompletableFuture.supplyAsync(stalled::next);
            var alsoSaid = CompletableFuture.supplyAsync(alive::next);
            assertThat(said).isNotDone();
            address.cutWatches();
            assertThat(said).failsWithin(LONG);
            assertThat(alsoSaid).failsWithin(LONG);
        }
    }

    @Test
    void revisionsExpire() {
        address.plan(FaultPlan.seeded(5).with(1, new Fault.Expired()));
        try (var watch = bad.watch(watching(revision()))) {
            var event = watch.next();
            assertThat(event.path("type").asText()).isEqualTo("ERROR");
            assertThat(event.at("/object/code").asInt()).isEqualTo(410);
            assertThat(watch.next().isMissingNode()).isTrue();
        }
        good.post(MAPS, Contract.configMap("one", "b"));
        try (var watch = bad.watch(watching("0"))) {
            assertThat(watch.nextName()).isEqualTo("ADDED one");
        }
        good.post(MAPS, Contract.configMap("two", "b"));
        String next = bad.get(MAPS + "?limit=1").text("/metadata/continue");
        var continued = bad.get(MAPS + "?limit=1&continue=" + next);
        assertThat(continued.code()).isEqualTo(410);
        assertThat(continued.text("/reason")).isEqualTo("Expired");
    }

    @Test
    void anInformerComesThroughAllOfIt() {
        address.plan(
                FaultPlan.seeded(11)
                        .with(0.3, Fault.Failed.with(429, 500, 503))
                        .with(0.2, new Fault.Dropped())
                        .with(0.5, new Fault.WatchCut(Duration.ofMillis(100)))
                        .with(0.3, new Fault.Expired()));
        var config = Config.fromKubeconfig(address.kubeconfig());
        try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
            var informer =
                    client.configMaps()
                            .inNamespace("default")
                            .runnableInformer(0)
                            .exceptionHandler((_, _) -> true);
            informer.addEventHandler(new Ignoring());
            informer.start();
            for (int i = 0; i < 20; i++) {
                good.post(MAPS, Contract.configMap("seen-" + i, "b"));
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> informer.getStore().list().size() >= 20);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> address.struck(Fault.WatchCut.class) > 0);
            informer.close();
        }
    }

    private static final class Ignoring implements ResourceEventHandler<ConfigMap> {
        @Override
        public void onAdd(ConfigMap object) {}

        @Override
        public void onUpdate(ConfigMap before, ConfigMap after) {}

        @Override
        public void onDelete(ConfigMap object, boolean stale) {}
    }
}
