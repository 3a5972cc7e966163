package dev.aquifer.events.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a replica is made of pods.
 *
 * @param count workers of a replica; 1 unless said otherwise
 * @param topology GPUs per pod and pods per worker
 * @param resources limits of the older dialect
 * @param template the pod; null in the older dialect
 * @param serving where the engine answers
 */
public record Workers(
        @Nullable Integer count,
        Topology topology,
        @Nullable Resources resources,
        @Nullable PodTemplate template,
        @Nullable Serving serving) {

    /**
     * The shape of a worker.
     *
     * @param strategy Tensor or TensorPipeline, of the older dialect
     * @param tensor GPUs per pod
     * @param pipeline pods per worker; more than one makes a gang
     */
    public record Topology(@Nullable String strategy, int tensor, @Nullable Integer pipeline) {
        /** Pods of a worker. */
        public int pods() {
            return pipeline == null ? 1 : pipeline;
        }
    }

    /** CPU and memory of a pod, as Kubernetes quantities. */
    public record Resources(String cpu, String memory) {}

    /** The pod, as users write it. */
    public record PodTemplate(@Nullable TemplateMetadata metadata, PodSpec spec) {}

    /** What users add to the pods' metadata. */
    public record TemplateMetadata(
            @Nullable Map<String, String> labels, @Nullable Map<String, String> annotations) {}

    /** The containers; exactly one is called engine. */
    public record PodSpec(List<Container> containers, @Nullable List<SecretName> imagePullSecrets) {
        public PodSpec {
            containers = List.copyOf(containers);
        }
    }

    /** Names a Secret. */
    public record SecretName(String name) {}

    /**
     * A container.
     *
     * @param command replaces the image's entry point; null for the image's own
     * @param env as Kubernetes has it, values and references to keys of Secrets and ConfigMaps
     */
    public record Container(
            String name,
            String image,
            @Nullable List<String> command,
            @Nullable List<String> args,
            @Nullable List<JsonNode> env) {}

    /**
     * Where the engine answers.
     *
     * @param port of the OpenAI API on the leader; 8000 unless said otherwise
     * @param healthPath answers 200 once the engine can serve; /health unless said otherwise
     */
    public record Serving(@Nullable Integer port, @Nullable String healthPath) {}
}
