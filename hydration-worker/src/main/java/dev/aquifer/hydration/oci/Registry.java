package dev.aquifer.hydration.oci;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Client;
import dev.aquifer.hydration.http.Credential;
import dev.aquifer.hydration.http.Exchange;
import dev.aquifer.hydration.http.HttpRequest;
import dev.aquifer.hydration.http.MalformedAnswer;
import dev.aquifer.hydration.http.WebAddress;
import dev.aquifer.hydration.request.PullSecret;
import dev.aquifer.hydration.retry.Answers;
import dev.aquifer.hydration.retry.Patience;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The repository of an image: its manifests, and where its blobs are. */
public final class Registry {

    private static final long LONGEST_MANIFEST = 4L * 1024 * 1024;
    private static final int DEEPEST = 3;
    private static final String MANIFESTS =
            String.join(
                    ", ",
                    "application/vnd.oci.image.manifest.v1+json",
                    "application/vnd.oci.image.index.v1+json",
                    "application/vnd.docker.distribution.manifest.v2+json",
                    "application/vnd.docker.distribution.manifest.list.v2+json");

    private final Reference image;
    private final WebAddress repository;
    private final Optional<PullSecret.Login> login;
    private final Credential credential;
    private final Client client;
    private final Patience patience;

    /** The repository of this image, behind its registry's address. */
    public Registry(
            Reference image,
            WebAddress address,
            Optional<PullSecret.Login> login,
            Client client,
            Patience patience) {
        this.image = image;
        this.repository = address.withPath("/v2/" + image.repository());
        this.login = login;
        this.credential = new RegistryLogin(image, address.origin(), login, patience.clock());
        this.client = client;
        this.patience = patience;
    }

    /** Where a registry answers. */
    public static WebAddress address(Reference image, boolean plainHttp) {
        return WebAddress.parse((plainHttp ? "http://" : "https://") + image.host());
    }

    /** Proves who asks for a blob. */
    public Credential credential() {
        return credential;
    }

    /** Where a blob lies; a registry may say elsewhere when it is asked. */
    public WebAddress blob(String digest) {
        return repository.withPath(repository.path() + "/blobs/" + digest);
    }

    /** The one artifact that the image's name leads to now, or its digest always. */
    public Manifest.Artifact artifact() {
        String revision = image.revision();
        for (int depth = 0; depth < DEEPEST; depth++) {
            switch (manifest(revision)) {
                case Manifest.Artifact artifact -> {
                    return artifact;
                }
                case Manifest.Index index -> revision = index.chosen();
            }
        }
        throw new HydrationFailed(
                Code.SOURCE_UNSUPPORTED, image + " is an index of indexes of indexes");
    }

    private Manifest manifest(String revision) {
        WebAddress address = repository.withPath(repository.path() + "/manifests/" + revision);
        HttpRequest request =
                HttpRequest.get(address, Optional.of(credential)).with("Accept", MANIFESTS);
        return patience.insist(
                "GET " + address,
                address.origin(),
                progress -> {
                    try (Exchange exchange = client.open(request)) {
                        requireSuccess(exchange);
                        byte[] bytes = exchange.stream(LONGEST_MANIFEST).readAllBytes();
                        return verified(Manifest.of(bytes), revision, exchange);
                    }
                });
    }

    /** A manifest is its digest, so neither the registry nor what is between may put in another. */
    private Manifest verified(Manifest manifest, String revision, Exchange exchange)
            throws MalformedAnswer {
        boolean asked = !Reference.isDigest(revision) || revision.equals(manifest.digest());
        String said = exchange.head().field("docker-content-digest").orElse(manifest.digest());
        boolean told = !Reference.isDigest(said) || said.equals(manifest.digest());
        if (!asked || !told) {
            throw new MalformedAnswer("a manifest of another digest: " + manifest.digest());
        }
        return manifest;
    }

    private void requireSuccess(Exchange exchange) throws IOException {
        int status = exchange.head().status();
        if (!List.of(401, 403, 404).contains(status)) {
            Answers.requireSuccess(exchange, patience.clock());
            return;
        }
        Code refused = login.isPresent() ? Code.AUTH_FORBIDDEN : Code.AUTH_REQUIRED;
        throw new HydrationFailed(
                status == 404 ? Code.NOT_FOUND : refused,
                image + " was answered with " + status,
                Map.of("status", status),
                null);
    }
}
