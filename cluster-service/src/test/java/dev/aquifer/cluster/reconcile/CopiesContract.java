package dev.aquifer.cluster.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.cluster.reconcile.WorkReconciler.Pass;
import dev.aquifer.events.ObservationEvent.Input;
import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.ObservationEvent.WorkObserved;
import dev.aquifer.events.ObservationEvent.WorkRemoved;
import dev.aquifer.events.WorkEvent.ConfigMapCopy;
import dev.aquifer.events.WorkEvent.SecretCopy;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Secrets and ConfigMaps of the control cluster are copied as long as they are needed. */
abstract class CopiesContract extends WorkBench {
    @Test
    void copiesASecretAndRemovesTheCopy() {
        kube.secret(namespace, "source", "token", "canary-4711");
        var copy = new SecretCopy(namespace, "source", "token", "copy", "HF_TOKEN");
        request("w", 0, List.of(copy), CONFIG.formatted("a", "1"));
        settle("w");

        var made = kube.client().secrets().inNamespace(namespace).withName("copy").get();
        assertThat(
                        new String(
                                Base64.getDecoder().decode(made.getData().get("HF_TOKEN")),
                                StandardCharsets.UTF_8))
                .isEqualTo("canary-4711");
        assertThat(everythingStored()).doesNotContain("canary-4711").doesNotContain("Y2FuYXJ5");
        assertThat(transactions.published().toString()).doesNotContain("canary");
        withdraw("w");
        until("w", WorkRemoved.class);
        assertThat(kube.client().secrets().inNamespace(namespace).withName("copy").get()).isNull();
        assertThat(kube.client().secrets().inNamespace(namespace).withName("source").get())
                .isNotNull();
    }

    private String everythingStored() {
        return transactions.read(
                handle ->
                        handle.createQuery("select w::text from cluster.works w")
                                .mapTo(String.class)
                                .list()
                                .toString());
    }

    @Test
    void goesWithoutAnOptionalKeyUntilTheSecretHasIt() {
        kube.secret(namespace, "source", "id", "canary-1");
        var copies =
                List.of(
                        new SecretCopy(namespace, "source", "id", "copy", "id"),
                        new SecretCopy(namespace, "source", "token", "copy", "token", true));
        request("w", 0, copies, CONFIG.formatted("a", "1"));
        settle("w");
        assertThat(secretCopy().getData()).containsOnlyKeys("id");

        kube.secret(namespace, "source", Map.of("id", "canary-1", "token", "canary-2"));
        await().until(
                        () -> {
                            pass("w");
                            return secretCopy().getData().keySet();
                        },
                        Set.of("id", "token")::equals);

        kube.secret(namespace, "source", "token", "canary-2");
        var required = new SecretCopy(namespace, "source", "id", "copy-2", "id");
        request("v", 0, List.of(required), CONFIG.formatted("b", "1"));
        assertThat(rejection("v").message()).contains("no key id");
    }

    @Test
    void waitsForASecretThatIsMissing() {
        var copy = new SecretCopy(namespace, "source", "token", "copy", "HF_TOKEN");
        request("w", 0, List.of(copy), CONFIG.formatted("a", "1"));

        var rejected = rejection("w");
        assertThat(rejected.code()).isEqualTo("SecretMissing");
        assertThat(rejected.message()).contains("source").contains(namespace);
        assertThat(kube.client().configMaps().inNamespace(namespace).withName("a").get()).isNull();

        kube.secret(namespace, "source", "token", "canary-4711");
        until("w", WorkObserved.class);
        assertThat(data("a")).containsEntry("a", "1");
    }

    private void source(String name, String value) {
        kube.apply(
                """
                {'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'%s','namespace':'%s'},
                 'data':{'text':'%s','more':'m'},'binaryData':{'bytes':'3q2+7w=='}}
                """
                        .formatted(name, namespace, value));
    }

    private ConfigMap map(String name) {
        return kube.client().configMaps().inNamespace(namespace).withName(name).get();
    }

    @Test
    void copiesConfigMapsAsAWholeOrOneKeyOfThem() {
        kube.namespace(namespace);
        source("source", "1");
        request(
                "w",
                0,
                List.of(),
                List.of(
                        new ConfigMapCopy(namespace, "source", null, "whole"),
                        new ConfigMapCopy(namespace, "source", "bytes", "part")),
                CONFIG.formatted("a", "1"));
        settle("w");
        assertThat(map("whole").getData()).isEqualTo(Map.of("text", "1", "more", "m"));
        assertThat(map("whole").getBinaryData()).isEqualTo(Map.of("bytes", "3q2+7w=="));
        assertThat(map("part").getBinaryData()).isEqualTo(Map.of("bytes", "3q2+7w=="));
        assertThat(map("part").getData()).isNullOrEmpty();

        source("source", "2");
        settle("w");
        assertThat(map("whole").getData()).containsEntry("text", "2");
        edit("whole", map -> map.addToData("text", "meddled"));
        await().until(
                        () -> {
                            pass("w");
                            return map("whole").getData().get("text");
                        },
                        "2"::equals);

        withdraw("w");
        until("w", WorkRemoved.class);
        assertThat(map("whole")).isNull();
        assertThat(map("part")).isNull();
        assertThat(map("source")).isNotNull();
    }

    @Test
    void namesTheConfigMapAndTheKeyThatAreMissing() {
        kube.namespace(namespace);
        var copy = new ConfigMapCopy(namespace, "source", "nothing", "copy");
        request("w", 0, List.of(), List.of(copy), CONFIG.formatted("a", "1"));
        assertThat(rejection("w").code()).isEqualTo("ConfigMapMissing");
        assertThat(rejection("w").message()).contains("source").contains(namespace);

        source("source", "1");
        await().until(
                        () -> {
                            pass("w");
                            return rejection("w").message();
                        },
                        message -> message.contains("has no key nothing"));
        assertThat(rejection("w").retryable()).isTrue();
    }

    private List<Input> inputs() {
        return Optional.ofNullable(last("w").inputs()).orElse(List.of());
    }

    @Test
    void saysWhichInputsAWorkUsesAndWhenOneChangesAlsoAfterItsJob() {
        kube.secret(namespace, "source", "token", "canary-1");
        source("list", "1");
        request(
                "w",
                1,
                List.of(new SecretCopy(namespace, "source", "token", "copy", "token")),
                List.of(new ConfigMapCopy(namespace, "list", null, "content")),
                JOB.formatted("worker:1"));
        settle("w");
        var first = inputs();
        assertThat(first)
                .extracting(input -> input.kind() + "/" + input.namespace() + "/" + input.name())
                .containsExactly(
                        "ConfigMap/" + namespace + "/list", "Secret/" + namespace + "/source");
        assertThat(first).noneMatch(input -> input.version().isEmpty());

        kube.finishJob(namespace, "hydrate", false, "{\"code\":\"AuthRequired\"}");
        until("w", Readiness.FAILED);
        settle("w");
        assertThat(inputs()).isEqualTo(first);
        assertThat(secretCopy()).isNull();
        assertThat(map("content")).isNull();

        kube.secret(namespace, "source", "token", "canary-2");
        settle("w");
        assertThat(inputs().getFirst()).isEqualTo(first.getFirst());
        assertThat(inputs().getLast().version()).isNotEmpty();
        assertThat(inputs().getLast()).isNotEqualTo(first.getLast());
        assertThat(secretCopy()).isNull();

        kube.client().secrets().inNamespace(namespace).withName("source").delete();
        settle("w");
        assertThat(inputs().getLast().version()).isEmpty();
        assertThat(transactions.published().toString()).doesNotContain("canary");
    }

    private Secret secretCopy() {
        return kube.client().secrets().inNamespace(namespace).withName("copy").get();
    }

    @Test
    void aNewAttemptLeavesNoCopyOfTheOneBefore() {
        kube.secret(namespace, "source", "token", "canary-1");
        request(
                "w",
                1,
                List.of(new SecretCopy(namespace, "source", "token", "copy", "token")),
                JOB.formatted("worker:1"));
        settle("w");
        assertThat(secretCopy()).isNotNull();

        request(
                "w",
                2,
                List.of(new SecretCopy(namespace, "source", "token", "copy-2", "token")),
                JOB.formatted("worker:1").replace("'hydrate'", "'hydrate-2'"));
        settle("w");

        assertThat(secretCopy()).isNull();
        assertThat(kube.client().secrets().inNamespace(namespace).withName("copy-2").get())
                .isNotNull();
    }

    /** The network may deliver a creation after everything was over, from a replica long gone. */
    @Test
    void aCopyThatArrivesLateGoesAgain() {
        var copy = copyForAJob();
        kube.finishJob(namespace, "hydrate", true, "{}");
        until("w", Readiness.READY);
        settle("w");
        assertThat(secretCopy()).isNull();

        deliver(copy);
        settle("w");

        assertThat(secretCopy()).isNull();
    }

    /** The copy that the Job of Work w has. */
    private Secret copyForAJob() {
        kube.secret(namespace, "source", "token", "canary-1");
        request(
                "w",
                1,
                List.of(new SecretCopy(namespace, "source", "token", "copy", "token")),
                JOB.formatted("worker:1"));
        settle("w");
        return secretCopy();
    }

    /** As a write does that was under way for long. */
    private void deliver(Secret copy) {
        var late = new SecretBuilder(copy).editMetadata();
        var sent = late.withResourceVersion(null).withUid(null).endMetadata().build();
        kube.client().secrets().inNamespace(namespace).resource(sent).create();
    }

    @Test
    void aCopyOfARemovedWorkThatArrivesLateGoesAgain() {
        kube.secret(namespace, "source", "token", "canary-1");
        var copies = List.of(new SecretCopy(namespace, "source", "token", "copy", "token"));
        request("w", 1, copies, CONFIG.formatted("a", "1"));
        settle("w");
        var copy = secretCopy();
        withdraw("w");
        until("w", WorkRemoved.class);
        assertThat(secretCopy()).isNull();

        deliver(copy);
        assertThat(pass("w")).isNotEqualTo(Pass.SETTLED);
        settle("w");

        assertThat(secretCopy()).isNull();
        assertThat(pass("w")).isEqualTo(Pass.EXPECTING);
    }

    @Test
    void aCopyOfAFormerAttemptThatArrivesLateGoesAgain() {
        var copy = copyForAJob();
        request(
                "w",
                2,
                List.of(new SecretCopy(namespace, "source", "token", "copy-2", "token")),
                JOB.formatted("worker:1").replace("'hydrate'", "'hydrate-2'"));
        settle("w");

        deliver(copy);
        settle("w");

        assertThat(secretCopy()).isNull();
        assertThat(kube.client().secrets().inNamespace(namespace).withName("copy-2").get())
                .isNotNull();
    }
}
