package dev.aquifer.events.spec;

import org.jspecify.annotations.Nullable;

/** A class of hardware that node pools name. */
public record InferenceClassSpec(
        @Nullable String description, @Nullable Provisioning provisioning, Resources resources) {

    /** How nodes of the class are made; absent for nodes that users bring. */
    public record Provisioning(String provider, @Nullable GkeNodes gke) {}

    /** Machines of Google Cloud. */
    public record GkeNodes(
            String machineType, @Nullable Integer diskSizeGb, @Nullable Accelerator accelerator) {}

    /** The accelerator of a machine. */
    public record Accelerator(String type, int count) {}

    /** What a node of the class has. */
    public record Resources(Gpu gpu) {}

    /**
     * GPUs of a node.
     *
     * @param memory of one GPU, for example 24Gi
     */
    public record Gpu(int count, String memory) {}
}
