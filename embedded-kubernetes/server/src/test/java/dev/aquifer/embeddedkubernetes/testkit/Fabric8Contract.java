package dev.aquifer.embeddedkubernetes.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What Aquifer's own code does, with the client that it does it with. */
abstract class Fabric8Contract extends Contract {
    private static final ResourceDefinitionContext WIDGETS =
            new ResourceDefinitionContext.Builder()
                    .withGroup("contract.aquifer.dev")
                    .withVersion("v1")
                    .withKind("Widget")
                    .withPlural("widgets")
                    .withNamespaced(true)
                    .build();

    private final KubernetesClient client;

    Fabric8Contract(Target target) {
        super(target);
        try {
            Config config = Config.fromKubeconfig(Files.readString(target.kubeconfig()));
            this.client = new KubernetesClientBuilder().withConfig(config).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    void disconnect() {
        client.close();
    }

    private ConfigMap map(String name, String value) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withData(Map.of("key", value))
                .build();
    }

    private GenericKubernetesResource widget(String name) {
        var widget = new GenericKubernetesResource();
        widget.setApiVersion("contract.aquifer.dev/v1");
        widget.setKind("Widget");
        widget.setMetadata(map(name, "").getMetadata());
        widget.setAdditionalProperty("spec", Map.of("color", "red"));
        return widget;
    }

    @Test
    void informersHearOfEverything() throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        client.resource(map("before", "a")).create();
        try (var informer =
                client.configMaps()
                        .inNamespace(namespace)
                        .inform(
                                new ResourceEventHandler<ConfigMap>() {
                                    @Override
                                    public void onAdd(ConfigMap map) {
                                        heard.add("+" + map.getMetadata().getName());
                                    }

                                    @Override
                                    public void onUpdate(ConfigMap old, ConfigMap map) {
                                        heard.add(
                                                "~"
                                                        + map.getMetadata().getName()
                                                        + map.getData().get("key"));
                                    }

                                    @Override
                                    public void onDelete(ConfigMap map, boolean unknown) {
                                        heard.add("-" + map.getMetadata().getName());
                                    }
                                })) {
            assertThat(heard("+before", heard)).isTrue();
            client.resource(map("informed", "a")).create();
            assertThat(heard("+informed", heard)).isTrue();
            client.resource(map("informed", "b")).update();
            assertThat(heard("~informedb", heard)).isTrue();
            client.resource(map("informed", "b")).delete();
            assertThat(heard("-informed", heard)).isTrue();
            assertThat(informer.isWatching()).isTrue();
        }
    }

    private static boolean heard(String wanted, BlockingQueue<String> heard)
            throws InterruptedException {
        for (String each = ""; each != null; each = heard.poll(20, TimeUnit.SECONDS)) {
            if (each.equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void appliesOnTheServer() {
        var first = client.resource(map("applied", "a")).fieldManager("aquifer").serverSideApply();
        var same = client.resource(map("applied", "a")).fieldManager("aquifer").serverSideApply();
        assertThat(same.getMetadata().getResourceVersion())
                .isEqualTo(first.getMetadata().getResourceVersion());
        assertThatThrownBy(
                        () ->
                                client.resource(map("applied", "b"))
                                        .fieldManager("other")
                                        .serverSideApply())
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(409));
        var forced =
                client.resource(map("applied", "b"))
                        .fieldManager("other")
                        .forceConflicts()
                        .serverSideApply();
        assertThat(forced.getData()).containsEntry("key", "b");
    }

    @Test
    void appliesCustomResourcesAndTheirStatus() {
        var widgets = client.genericKubernetesResources(WIDGETS).inNamespace(namespace);
        var created = widgets.resource(widget("custom")).fieldManager("aquifer").serverSideApply();
        assertThat(created.<Integer>get("spec", "size")).isEqualTo(3);
        var status = widget("custom");
        status.setAdditionalProperty("status", Map.of("phase", "Good"));
        var applied =
                widgets.resource(status)
                        .subresource("status")
                        .patch(PatchContext.of(PatchType.SERVER_SIDE_APPLY));
        assertThat(applied.<String>get("status", "phase")).isEqualTo("Good");
        assertThat(applied.getMetadata().getGeneration()).isEqualTo(1);
        widgets.withName("custom")
                .editStatus(
                        each -> {
                            each.setAdditionalProperty("status", Map.of("phase", "Better"));
                            return each;
                        });
        assertThat(widgets.withName("custom").get().<String>get("status", "phase"))
                .isEqualTo("Better");
    }

    @Test
    void patchesThePodStatus() {
        var pod =
                new PodBuilder()
                        .withNewMetadata()
                        .withName("status")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("main")
                        .withImage("nothing")
                        .endContainer()
                        .endSpec()
                        .build();
        var created = client.resource(pod).create();
        created.getMetadata().setResourceVersion(null); // a scheduler may have written, too
        created.setStatus(
                new PodStatusBuilder().withPhase("Running").withPodIP("127.0.0.9").build());
        assertThat(client.resource(created).patchStatus().getStatus().getPhase())
                .isEqualTo("Running");
        assertThat(client.resource(created).get().getStatus().getPodIP()).isEqualTo("127.0.0.9");
        assertThat(
                        client.pods()
                                .inNamespace(namespace)
                                .withField("status.phase", "Running")
                                .list()
                                .getItems())
                .hasSize(1);
    }

    @Test
    void editsOptimistically() {
        client.resource(map("edited", "a")).create();
        var stale = client.configMaps().inNamespace(namespace).withName("edited").get();
        client.configMaps()
                .inNamespace(namespace)
                .withName("edited")
                .edit(map -> new ConfigMapBuilder(map).addToData("more", "b").build());
        stale.setData(Map.of("key", "c"));
        assertThatThrownBy(() -> client.resource(stale).lockResourceVersion().update())
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(409));
    }

    @Test
    void waitsUntilAConditionHolds() {
        client.resource(map("awaited", "a")).create();
        var waiting =
                client.configMaps()
                        .inNamespace(namespace)
                        .withName("awaited")
                        .informOnCondition(
                                maps ->
                                        maps.stream()
                                                .anyMatch(
                                                        map ->
                                                                "b"
                                                                        .equals(
                                                                                map.getData()
                                                                                        .get(
                                                                                                "key"))));
        client.resource(map("awaited", "b")).update();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(waiting::isDone);
    }

    @Test
    void electsALeader() {
        BlockingQueue<String> led = new LinkedBlockingQueue<>();
        var election =
                new LeaderElectionConfigBuilder()
                        .withName("contract")
                        .withLock(new LeaseLock(namespace, "leader", "one"))
                        .withLeaseDuration(Duration.ofSeconds(15))
                        .withRenewDeadline(Duration.ofSeconds(10))
                        .withRetryPeriod(Duration.ofSeconds(2))
                        .withReleaseOnCancel()
                        .withLeaderCallbacks(
                                new LeaderCallbacks(
                                        () -> led.add("leads"), () -> led.add("stopped"), led::add))
                        .build();
        var running = client.leaderElector().withConfig(election).build().start();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> led.contains("leads"));
        running.cancel(true);
    }

    @Test
    void deletesWhatIsThere() {
        var created = client.resource(map("deleted", "a")).create();
        assertThat(client.resource(created).delete()).hasSize(1);
        assertThat(client.resource(created).get()).isNull();
        assertThat(client.configMaps().inNamespace(namespace).withName("none").delete())
                .isEqualTo(List.of());
    }
}
