package dev.aquifer.sandbox.launcher.demo;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Applies the manifests that a user would write. */
final class ApplyExamples implements Stage {
    private final Path folder;
    private final Clusters clusters;
    private final String repository;

    ApplyExamples(Path folder, Clusters clusters, String repository) {
        this.folder = folder;
        this.clusters = clusters;
        this.repository = repository;
    }

    @Override
    public String headline() {
        return "Apply the manifests of examples/";
    }

    @Override
    public String behind() {
        return "the control API admits them; kube-bridge publishes each as an event on aquifer.desired";
    }

    @Override
    public Outcome run(Progress progress) throws IOException {
        var details = new ArrayList<String>();
        for (var file : files()) {
            var names = new ArrayList<String>();
            for (var manifest : load(file)) {
                adjust(manifest);
                progress.say(manifest.getKind() + "/" + manifest.getMetadata().getName());
                clusters.apply(manifest);
                names.add(manifest.getKind() + "/" + manifest.getMetadata().getName());
            }
            details.add("%-20s %s".formatted(file.getFileName(), String.join("  ", names)));
        }
        return new Outcome(details.size() + " files", details);
    }

    private List<Path> files() throws IOException {
        try (var all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private List<HasMetadata> load(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return clusters.control().load(in).items();
        }
    }

    /** The cache names the model that could be had here. */
    private void adjust(HasMetadata manifest) {
        if (manifest instanceof GenericKubernetesResource resource
                && resource.getKind().equals("ModelCache")
                && resource.get("spec", "artifact", "source", "huggingFace") instanceof Map<?, ?>) {
            Map<String, Object> hub = resource.get("spec", "artifact", "source", "huggingFace");
            hub.put("repo", repository);
        }
    }
}
