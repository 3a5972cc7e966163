package dev.aquifer.hydration.oci;

import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.MalformedAnswer;
import dev.aquifer.hydration.json.Json;
import dev.aquifer.hydration.json.JsonObject;
import dev.aquifer.hydration.json.JsonProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What a digest leads to: the layers of an artifact, or several manifests to choose from. */
public sealed interface Manifest {

    /** The digest by which it is pinned. */
    String digest();

    /** One artifact. */
    record Artifact(String digest, List<Layer> layers) implements Manifest {}

    /** Several, such as one for each platform. */
    record Index(String digest, List<Choice> choices) implements Manifest {
        /**
         * The one that counts, which has to be the same whatever machine asks: the only one, the
         * only one for no platform, or that of the most common platform.
         */
        String chosen() {
            List<Choice> real = choices.stream().filter(c -> !c.platform().equals(NONE)).toList();
            return only(real, choice -> true)
                    .or(() -> only(real, choice -> choice.platform().isEmpty()))
                    .or(() -> only(real, choice -> choice.platform().equals("linux/amd64")))
                    .orElseThrow(
                            () ->
                                    new HydrationFailed(
                                            Code.SOURCE_UNSUPPORTED,
                                            digest
                                                    + " is an index of "
                                                    + real.size()
                                                    + " manifests; name one of them by its"
                                                    + " digest"))
                    .digest();
        }

        private static Optional<Choice> only(List<Choice> from, Predicate<Choice> wanted) {
            List<Choice> found = from.stream().filter(wanted).toList();
            return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
        }
    }

    /** A manifest of an index; the platform is empty when it is for none. */
    record Choice(String digest, String platform) {}

    /** The platform of what only describes another manifest. */
    String NONE = "unknown/unknown";

    /** Reads a manifest, and finds out what it is by what it holds. */
    static Manifest of(byte[] bytes) throws MalformedAnswer {
        try {
            JsonObject manifest = Json.object("manifest", bytes);
            String digest = "sha256:" + Digests.hex(Digests.sha256().digest(bytes));
            boolean layers = manifest.fields().containsKey("layers");
            boolean manifests = manifest.fields().containsKey("manifests");
            if (layers == manifests) {
                throw new HydrationFailed(
                        Code.SOURCE_UNSUPPORTED,
                        digest + " is not a manifest of a kind that is known");
            }
            return layers ? artifact(digest, manifest) : index(digest, manifest);
        } catch (JsonProblem e) {
            throw new MalformedAnswer(String.valueOf(e.getMessage()));
        }
    }

    private static Artifact artifact(String digest, JsonObject manifest) throws MalformedAnswer {
        List<Layer> layers = new ArrayList<>();
        for (JsonObject descriptor : manifest.objects("layers")) {
            layers.add(Layer.of(descriptor));
        }
        return new Artifact(digest, layers);
    }

    private static Index index(String digest, JsonObject index) throws MalformedAnswer {
        List<Choice> choices = new ArrayList<>();
        for (JsonObject descriptor : index.objects("manifests")) {
            String choice = descriptor.text("digest");
            if (!Reference.isDigest(choice)) {
                throw new MalformedAnswer("an index with a manifest that has no SHA-256");
            }
            choices.add(new Choice(choice, platform(descriptor)));
        }
        return new Index(digest, choices);
    }

    private static String platform(JsonObject descriptor) {
        return descriptor
                .optionalObject("platform")
                .map(p -> p.text("os") + "/" + p.text("architecture"))
                .orElse("");
    }
}
