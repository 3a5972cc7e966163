package dev.aquifer.hydration.source;

import dev.aquifer.hydration.artifact.ArtifactPath;
import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Client;
import dev.aquifer.hydration.http.WebAddress;
import dev.aquifer.hydration.oci.Layer;
import dev.aquifer.hydration.oci.Manifest;
import dev.aquifer.hydration.oci.Reference;
import dev.aquifer.hydration.oci.Registry;
import dev.aquifer.hydration.request.PullSecret;
import dev.aquifer.hydration.request.SourceSpec;
import dev.aquifer.hydration.retry.Patience;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An artifact in a registry: a ModelPack, files that ORAS pushed, or layers that are tars of files.
 * Its revision is the digest of its manifest, which holds the digest of every layer.
 */
final class OciSource implements Source {

    private final Reference image;
    private final boolean plainHttp;
    private final Optional<String> pinned;
    private final Optional<PullSecret.Login> login;
    private final int maxFiles;

    OciSource(
            SourceSpec.Oci spec,
            Optional<String> pinned,
            Optional<PullSecret> secret,
            int maxFiles) {
        this.image = Reference.parse(spec.image());
        this.plainHttp = spec.plainHttp();
        this.pinned = pinned;
        this.login = secret.flatMap(s -> s.login(image.registry(), image.repository()));
        this.maxFiles = maxFiles;
        if (pinned.isPresent() && !Reference.isDigest(pinned.get())) {
            throw new HydrationFailed(
                    Code.BAD_REQUEST, "request.pinned must be the digest of a manifest");
        }
    }

    @Override
    public String identity() {
        return Digests.sha256Hex(String.join("\n", "oci", image.registry(), image.repository()));
    }

    @Override
    public Optional<String> pinned() {
        return pinned;
    }

    @Override
    public Plan plan(Client client, Patience patience) {
        requireUsableLogin();
        WebAddress address = Registry.address(image, plainHttp);
        if (plainHttp) {
            requirePrivate(client, patience, address);
        }
        Reference wanted = pinned.map(image::at).orElse(image);
        Registry registry = new Registry(wanted, address, login, client, patience);
        Manifest.Artifact artifact = registry.artifact();
        List<PlannedFile> files = new ArrayList<>();
        Set<String> archives = new HashSet<>();
        for (Layer layer : artifact.layers()) {
            switch (layer.content()) {
                case FILE -> files.add(file(layer, ArtifactPath.check(name(layer)), registry));
                case ARCHIVE -> {
                    if (archives.add(layer.digest())) {
                        files.add(archive(layer, registry));
                    }
                }
                case NOTHING -> {}
                case UNKNOWN -> throw unsupported(layer, "has no name");
            }
        }
        if (files.size() > maxFiles) {
            throw HydrationFailed.tooManyFiles(image + " has", maxFiles);
        }
        return new Plan(identity(), Optional.of(artifact.digest()), files);
    }

    private static void requirePrivate(Client client, Patience patience, WebAddress address) {
        patience.insist(
                "looking up " + address.origin(),
                address.origin(),
                progress -> {
                    client.requirePrivate(address.origin());
                    return true;
                });
    }

    private void requireUsableLogin() {
        if (login.filter(PullSecret.Login::unusable).isPresent()) {
            throw new HydrationFailed(
                    Code.AUTH_FORBIDDEN,
                    "the pull secret has neither a name and password nor a token for "
                            + image.registry());
        }
    }

    private static String name(Layer layer) {
        return layer.name().orElse("");
    }

    private static PlannedFile file(Layer layer, String path, Registry registry) {
        return new PlannedFile(path, layer.size(), expected(layer), content(layer, registry));
    }

    private static PlannedFile archive(Layer layer, Registry registry) {
        return new PlannedFile(
                layer.digest().replace(':', '-') + ".tar",
                layer.size(),
                expected(layer),
                content(layer, registry),
                PlannedFile.Form.ARCHIVE);
    }

    private static PlannedFile.Expected expected(Layer layer) {
        return new PlannedFile.Expected.Sha256(layer.digest().substring("sha256:".length()));
    }

    private static PlannedFile.Content content(Layer layer, Registry registry) {
        return new PlannedFile.Content.Remote(
                registry.blob(layer.digest()),
                Optional.of(registry.credential()),
                Optional.empty());
    }

    private HydrationFailed unsupported(Layer layer, String why) {
        return new HydrationFailed(
                Code.SOURCE_UNSUPPORTED,
                image + ": the layer of type " + layer.mediaType() + " " + why);
    }
}
