package dev.aquifer.hydration.oci;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of something in a registry, as people write it: without a registry it is Docker's.
 *
 * @param registry host, with its port if it has one of its own
 * @param tag the name of a moving revision
 * @param digest of a manifest, which goes before the tag
 */
public record Reference(String registry, String repository, String tag, Optional<String> digest) {

    private static final String HUB = "docker.io";
    private static final Pattern REGISTRY =
            Pattern.compile("(\\[[0-9a-fA-F:]+]|[A-Za-z0-9.-]{1,253})(:\\d{1,5})?");
    private static final Pattern REPOSITORY =
            Pattern.compile(
                    "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final int LONGEST = 512;

    /** Reads {@code [REGISTRY/]NAME[:TAG][@DIGEST]}. */
    public static Reference parse(String image) {
        if (image.length() > LONGEST) {
            throw bad("is too long");
        }
        int at = image.indexOf('@');
        Optional<String> digest = at < 0 ? Optional.empty() : Optional.of(image.substring(at + 1));
        if (!DIGEST.matcher(digest.orElse("sha256:" + "0".repeat(64))).matches()) {
            throw bad("has a digest that is not of the form sha256:HEX");
        }
        String name = at < 0 ? image : image.substring(0, at);
        int slash = name.indexOf('/');
        boolean hosted = slash > 0 && isHost(name.substring(0, slash));
        String rest = hosted ? name.substring(slash + 1) : name;
        int colon = rest.lastIndexOf(':');
        String tag = colon < 0 ? "latest" : rest.substring(colon + 1);
        String repository = colon < 0 ? rest : rest.substring(0, colon);
        String registry = hosted ? name.substring(0, slash) : HUB;
        if (registry.equals(HUB) && repository.indexOf('/') < 0) {
            repository = "library/" + repository;
        }
        if (!REGISTRY.matcher(registry).matches()
                || !REPOSITORY.matcher(repository).matches()
                || !TAG.matcher(tag).matches()) {
            throw bad("is not of the form [REGISTRY/]NAME[:TAG][@DIGEST]");
        }
        return new Reference(registry, repository, tag, digest);
    }

    private static boolean isHost(String first) {
        return first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
    }

    private static HydrationFailed bad(String why) {
        return new HydrationFailed(Code.BAD_REQUEST, "request.source.oci.image " + why);
    }

    /** Who answers for the registry: Docker's has a host of another name than its own. */
    String host() {
        return registry.equals(HUB) ? "registry-1.docker.io" : registry;
    }

    /** The same at one revision. */
    public Reference at(String manifest) {
        return new Reference(registry, repository, tag, Optional.of(manifest));
    }

    /** Whether this is how a revision is written. */
    public static boolean isDigest(String text) {
        return DIGEST.matcher(text).matches();
    }

    /** What a registry is asked for: the digest, or else the tag. */
    String revision() {
        return digest.orElse(tag);
    }

    @Override
    public String toString() {
        return registry + "/" + repository + (digest.isPresent() ? "@" : ":") + revision();
    }
}
