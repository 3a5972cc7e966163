package dev.aquifer.cluster.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.aquifer.embeddedkubernetes.EmbeddedKubernetes;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * A cluster in the hands of a test: embedded, without controllers, or real, with them. What
 * controllers and kubelets would do, a test does by hand where there are none.
 */
public final class TestCluster {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private static final class Real {
        static final TestCluster CLUSTER = open();

        private static TestCluster open() {
            var kubeconfig = RealKubernetes.kubeconfig();
            var opened = new TestCluster(Config.fromKubeconfig(kubeconfig.toFile()), true);
            opened.limitTo(kubeconfig.resolveSibling("kubeconfig-aquifer"));
            return opened;
        }
    }

    private static final class Embedded {
        static final TestCluster CLUSTER = embeddedOfItsOwn();
    }

    private final KubernetesClient client;
    private final boolean controlled;
    private String token;

    private TestCluster(Config config, boolean controlled) {
        this.client =
                new KubernetesClientBuilder()
                        .withConfig(new ConfigBuilder(config).withOnlyHttpWatches(true).build())
                        .build();
        this.controlled = controlled;
        this.token = client.getConfiguration().getAutoOAuthToken();
    }

    /** The real one of this JVM; aborts the test loudly when there is none to be had. */
    public static TestCluster real() {
        RealKubernetes.require();
        return Real.CLUSTER;
    }

    /** The embedded one of this JVM. */
    public static TestCluster embedded() {
        return Embedded.CLUSTER;
    }

    /** That one, by its good address. */
    public static TestCluster of(EmbeddedKubernetes server) {
        return new TestCluster(Config.fromKubeconfig(server.kubeconfig()), false);
    }

    /** An embedded one for one test alone. */
    public static TestCluster embeddedOfItsOwn() {
        return of(EmbeddedKubernetes.start());
    }

    /** From now on kubeconfigs are of a user who has the rights that we ship, and few others. */
    private void limitTo(Path limited) {
        if (!Files.exists(limited)) {
            return;
        }
        client.load(new ByteArrayInputStream(rights().getBytes(StandardCharsets.UTF_8)))
                .serverSideApply();
        apply(KINDS_OF_TESTS);
        for (var role : new String[] {"aquifer-workload", "aquifer-kinds-of-tests"}) {
            apply(
                    """
                    {'apiVersion':'rbac.authorization.k8s.io/v1','kind':'ClusterRoleBinding',
                     'metadata':{'name':'%1$s-of-user'},
                     'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole',
                       'name':'%1$s'},
                     'subjects':[{'apiGroup':'rbac.authorization.k8s.io','kind':'User',
                       'name':'aquifer'}]}
                    """
                            .formatted(role));
        }
        token = Config.fromKubeconfig(limited.toFile()).getAutoOAuthToken();
    }

    /** Works may hold more kinds than any owner has a use for yet. */
    private static final String KINDS_OF_TESTS =
            """
            {'apiVersion':'rbac.authorization.k8s.io/v1','kind':'ClusterRole',
             'metadata':{'name':'aquifer-kinds-of-tests'},
             'rules':[{'apiGroups':[''],'resources':['services'],
               'verbs':['get','list','watch','create','patch','delete']}]}
            """;

    private static String rights() {
        try {
            return Files.readString(Path.of("../k8s/rbac/cluster-service-workload.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is a real one, with controllers. */
    public boolean isReal() {
        return controlled;
    }

    /** To look and meddle. */
    public KubernetesClient client() {
        return client;
    }

    /** Where it is. */
    public String server() {
        return client.getConfiguration().getMasterUrl().replaceAll("/+$", "");
    }

    /** A kubeconfig without file references, as people put it into a Secret. */
    public String kubeconfig() {
        return kubeconfig(server());
    }

    /** A kubeconfig of the administrator, as the control cluster's. */
    public String administrator() {
        return kubeconfig(server(), client.getConfiguration().getAutoOAuthToken());
    }

    /** The same by another address. */
    public String kubeconfig(String server) {
        return kubeconfig(server, token);
    }

    private String kubeconfig(String server, String bearer) {
        var config = client.getConfiguration();
        var ca = config.getCaCertData() == null ? readCa(config) : config.getCaCertData();
        return """
               apiVersion: v1
               kind: Config
               clusters: [{name: c, cluster: {server: "%s", certificate-authority-data: "%s"}}]
               users: [{name: u, user: {token: "%s"}}]
               contexts: [{name: x, context: {cluster: c, user: u}}]
               current-context: x
               """
                .formatted(server, ca, bearer);
    }

    private static String readCa(Config config) {
        try {
            var bytes = Files.readAllBytes(Path.of(config.getCaCertFile()));
            return Base64.getEncoder().encodeToString(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a namespace, if need be. */
    public void namespace(String name) {
        client.namespaces()
                .resource(
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .build())
                .serverSideApply();
    }

    /** Puts a Secret of one key. */
    public void secret(String namespace, String name, String key, String value) {
        secret(namespace, name, Map.of(key, value));
    }

    /** Puts a Secret. */
    public void secret(String namespace, String name, Map<String, String> content) {
        namespace(namespace);
        var data = new HashMap<String, String>();
        content.forEach(
                (key, value) ->
                        data.put(
                                key,
                                Base64.getEncoder()
                                        .encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        client.secrets()
                .inNamespace(namespace)
                .resource(
                        new SecretBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withNamespace(namespace)
                                .endMetadata()
                                .withData(data)
                                .build())
                .serverSideApply();
    }

    /** Lets the pod of a Job wait for a claim that does not exist. */
    public void awaitClaim(String namespace, String job, String claim) {
        if (!controlled) {
            var pod =
                    makePod(client.batch().v1().jobs().inNamespace(namespace).withName(job).get());
            status(
                    namespace,
                    pod,
                    """
                    {'phase':'Pending','conditions':[{'type':'PodScheduled','status':'False',
                      'reason':'Unschedulable','message':'persistentvolumeclaim \\"%s\\" not found'}]}
                    """
                            .formatted(claim));
        }
    }

    /** Applies any object, written as JSON with single quotes. */
    public GenericKubernetesResource apply(String text) {
        try {
            var resource =
                    new ObjectMapper()
                            .readValue(text.replace('\'', '"'), GenericKubernetesResource.class);
            return client.resource(resource).serverSideApply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets a Job end with a termination message, as its pod and its controller would. */
    public void finishJob(String namespace, String job, boolean well, String message) {
        var made = client.batch().v1().jobs().inNamespace(namespace).withName(job).get();
        endPod(namespace, controlled ? podOf(namespace, job) : makePod(made), well, message);
        if (!controlled) {
            endJob(namespace, job, well);
        }
    }

    /** Lets a pod end with a termination message. */
    public void endPod(String namespace, String pod, boolean well, String message) {
        status(
                namespace,
                pod,
                """
                {'phase':'%s','containerStatuses':[{'name':'worker','image':'i','imageID':'i',
                  'ready':false,'restartCount':0,'state':{'terminated':{'exitCode':%d,
                    'reason':'%s','message':%s,'startedAt':'2026-01-01T00:00:00Z',
                    'finishedAt':'2026-01-01T00:01:00Z'}}}]}
                """
                        .formatted(
                                well ? "Succeeded" : "Failed",
                                well ? 0 : 10,
                                well ? "Completed" : "Error",
                                "'" + message.replace("\"", "\\\"") + "'"));
    }

    /** Lets a Job end, where there is no controller. */
    public void endJob(String namespace, String job, boolean well) {
        client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(job)
                .subresource("status")
                .patch(
                        MERGE,
                        """
                        {"status":{"conditions":[{"type":"%s","status":"True",
                          "reason":"BackoffLimitExceeded","message":"failed",
                          "lastTransitionTime":"2026-01-01T00:01:00Z"}]}}
                        """
                                .formatted(well ? "Complete" : "Failed"));
    }

    private String podOf(String namespace, String job) {
        return org.awaitility.Awaitility.await()
                .until(
                        () ->
                                client.pods()
                                        .inNamespace(namespace)
                                        .withLabel("batch.kubernetes.io/job-name", job)
                                        .list()
                                        .getItems(),
                        pods -> !pods.isEmpty())
                .getFirst()
                .getMetadata()
                .getName();
    }

    private String makePod(Job job) {
        var template = job.getSpec().getTemplate();
        var name = job.getMetadata().getName();
        var pod =
                new PodBuilder()
                        .withNewMetadata()
                        .withName(name + "-pod")
                        .withNamespace(job.getMetadata().getNamespace())
                        .withLabels(template.getMetadata().getLabels())
                        .addToLabels("batch.kubernetes.io/job-name", name)
                        .addNewOwnerReference()
                        .withApiVersion("batch/v1")
                        .withKind("Job")
                        .withName(name)
                        .withUid(job.getMetadata().getUid())
                        .withController(true)
                        .withBlockOwnerDeletion(true)
                        .endOwnerReference()
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build();
        client.resource(pod).create();
        return name + "-pod";
    }

    /** Lets the pod of a Job run on a node, where there is no scheduler. */
    public void runJob(String namespace, String job, String node) {
        var made = client.batch().v1().jobs().inNamespace(namespace).withName(job).get();
        made.getSpec().getTemplate().getSpec().setNodeName(node);
        var pod = makePod(made);
        status(namespace, pod, "{'phase':'Running'}");
    }

    /** Writes a node's status, as a kubelet would. */
    public void nodeStatus(String node, String status) {
        client.nodes()
                .withName(node)
                .subresource("status")
                .patch(MERGE, "{\"status\":" + status.replace('\'', '"') + "}");
    }

    /** Writes a pod's status, as a kubelet would. */
    public void status(String namespace, String pod, String status) {
        client.pods()
                .inNamespace(namespace)
                .withName(pod)
                .subresource("status")
                .patch(
                        MERGE,
                        "{\"status\":"
                                + status.replace("\\\"", "\u0000")
                                        .replace('\'', '"')
                                        .replace("\u0000", "\\\"")
                                + "}");
    }
}
