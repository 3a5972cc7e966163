package dev.aquifer.hydration.request;

import dev.aquifer.hydration.artifact.ArtifactPath;
import dev.aquifer.hydration.json.JsonObject;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the one source of a request, and refuses it with the name of the offending field. */
final class SourceFields {

    private static final Set<String> KINDS =
            new TreeSet<>(Set.of("huggingFace", "s3", "http", "inline", "oci", "configMap"));
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern REPO =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,95}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,95})?");
    private static final Pattern REVISION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._/+@-]{0,254}");
    private static final Pattern S3 =
            Pattern.compile("s3://([A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9])(?:/(.*))?");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]{1,253}");
    private static final int LONGEST_PREFIX = 1024;

    private SourceFields() {}

    static SourceSpec read(JsonObject source, Path contentDir) {
        Set<String> given = source.fields().keySet();
        if (given.size() != 1 || !KINDS.containsAll(given)) {
            throw new IllegalArgumentException(
                    "request.source must hold exactly one of " + String.join(", ", KINDS));
        }
        String kind = given.iterator().next();
        JsonObject one = source.object(kind);
        return switch (kind) {
            case "inline" -> new SourceSpec.Inline(one.text("content"), filename(one));
            case "http" -> http(one);
            case "s3" -> s3(one);
            case "oci" -> new SourceSpec.Oci(one.text("image"), one.flag("plainHttp"));
            case "configMap" -> configMap(one, contentDir);
            default -> huggingFace(one);
        };
    }

    private static SourceSpec http(JsonObject http) {
        return new SourceSpec.Http(
                http.text("url"),
                http.optionalText("sha256").map(SourceFields::sha256),
                filename(http));
    }

    private static SourceSpec huggingFace(JsonObject hub) {
        String repo = hub.text("repo");
        if (!REPO.matcher(repo).matches() || repo.contains("..") || repo.contains("--")) {
            throw bad("huggingFace.repo must be NAME or ORG/NAME");
        }
        Optional<String> revision = given(hub, "revision");
        if (!REVISION.matcher(revision.orElse("none")).matches()
                || revision.orElse("").contains("..")) {
            throw bad("huggingFace.revision is not a branch, tag or commit");
        }
        return new SourceSpec.HuggingFace(
                given(hub, "endpoint").orElse("https://huggingface.co"),
                repo,
                revision,
                hub.texts("include"),
                hub.texts("exclude"));
    }

    private static SourceSpec s3(JsonObject s3) {
        Matcher uri = S3.matcher(s3.text("uri"));
        if (!uri.matches() || uri.group(1).contains("..")) {
            throw bad("s3.uri must be s3://BUCKET/PREFIX");
        }
        String prefix = Optional.ofNullable(uri.group(2)).orElse("").replaceFirst("/$", "");
        if (prefix.length() > LONGEST_PREFIX) {
            throw bad("s3.uri has a prefix that is too long");
        }
        Optional<String> region = given(s3, "region");
        if (!REGION.matcher(region.orElse("none")).matches()) {
            throw bad("s3.region is not the name of a region");
        }
        return new SourceSpec.S3(uri.group(1), prefix, region, given(s3, "endpoint"));
    }

    private static SourceSpec configMap(JsonObject map, Path contentDir) {
        Optional<String> key = given(map, "key");
        if (!KEY.matcher(key.orElse("none")).matches() || key.orElse("").startsWith("..")) {
            throw bad("configMap.key is not a key that a ConfigMap can have");
        }
        Optional<String> filename = given(map, "filename").map(ArtifactPath::check);
        if (filename.isPresent() && key.isEmpty()) {
            throw bad("configMap.filename names a single entry, so it needs configMap.key");
        }
        return new SourceSpec.ConfigMap(contentDir, key, filename);
    }

    private static String filename(JsonObject source) {
        return ArtifactPath.check(given(source, "filename").orElse("artifact"));
    }

    private static Optional<String> given(JsonObject source, String name) {
        return source.optionalText(name).filter(text -> !text.isEmpty());
    }

    private static String sha256(String text) {
        String hex = text.toLowerCase(Locale.ROOT).replaceFirst("^sha256:", "");
        if (!SHA256.matcher(hex).matches()) {
            throw bad("http.sha256 must be 64 hexadecimal digits");
        }
        return hex;
    }

    private static IllegalArgumentException bad(String message) {
        return new IllegalArgumentException("request.source." + message);
    }
}
