package dev.aquifer.hydration.source;

import dev.aquifer.hydration.artifact.ArtifactPath;
import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Client;
import dev.aquifer.hydration.http.Credential;
import dev.aquifer.hydration.http.Exchange;
import dev.aquifer.hydration.http.HttpRequest;
import dev.aquifer.hydration.http.MalformedAnswer;
import dev.aquifer.hydration.http.WebAddress;
import dev.aquifer.hydration.json.Json;
import dev.aquifer.hydration.json.JsonObject;
import dev.aquifer.hydration.json.JsonProblem;
import dev.aquifer.hydration.request.SourceSpec;
import dev.aquifer.hydration.retry.Answers;
import dev.aquifer.hydration.retry.Patience;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model repository behind the protocol of the Hugging Face Hub: the revision is resolved to a
 * commit, the commit's tree is listed page by page, and each file has the digest that its storage
 * has, a SHA-256 for large files and a git blob id for the others.
 */
final class HuggingFaceSource implements Source {

    /** What the default branch is called nearly everywhere. */
    private static final String USUAL = "main";

    private static final int MOST_PAGES = 10_000;
    private static final long LONGEST_PAGE = 4L * 1024 * 1024;
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;\\s*rel=\"?next\"?");

    private final SourceSpec.HuggingFace spec;
    private final Optional<String> pinned;
    private final Optional<Credential> authorization;
    private final int maxFiles;
    private final WebAddress endpoint;

    HuggingFaceSource(
            SourceSpec.HuggingFace spec,
            Optional<String> pinned,
            Optional<Credential> authorization,
            int maxFiles) {
        this.spec = spec;
        this.pinned = pinned;
        this.authorization = authorization;
        this.maxFiles = maxFiles;
        if (pinned.isPresent() && !COMMIT.matcher(pinned.get()).matches()) {
            throw new HydrationFailed(
                    Code.BAD_REQUEST, "request.pinned must be a commit of 40 digits");
        }
        this.endpoint = WebAddress.parse(spec.endpoint().replaceAll("/+$", ""));
    }

    @Override
    public String identity() {
        return Digests.sha256Hex(
                String.join(
                        "\n",
                        "huggingFace",
                        endpoint.exposed(),
                        spec.repo(),
                        String.join(",", spec.include()),
                        String.join(",", spec.exclude())));
    }

    @Override
    public Optional<String> pinned() {
        return pinned.or(spec::revision).filter(revision -> COMMIT.matcher(revision).matches());
    }

    @Override
    public Plan plan(Client client, Patience patience) {
        String commit = pinned().orElseGet(() -> resolve(client, patience));
        List<PlannedFile> files = new ArrayList<>();
        Optional<WebAddress> page =
                Optional.of(api("/tree/" + commit + "?recursive=true&expand=false"));
        for (int pages = 0; page.isPresent(); pages++) {
            if (pages == MOST_PAGES) {
                throw violation("the hub's listing does not end");
            }
            page = list(client, patience, page.get(), commit, files);
        }
        return new Plan(identity(), Optional.of(commit), files);
    }

    private String resolve(Client client, Patience patience) {
        if (spec.revision().isPresent()) {
            return resolve(client, patience, "/revision/" + encode(spec.revision().get()));
        }
        try {
            return resolve(client, patience, ""); // Of the default branch, whatever it is called.
        } catch (HydrationFailed e) {
            if (e.code() != Code.NOT_FOUND) {
                throw e;
            }
            return resolve(client, patience, "/revision/" + USUAL); // Some mirrors know no more.
        }
    }

    private String resolve(Client client, Patience patience, String rest) {
        WebAddress address = api(rest);
        Object answer =
                patience.insist(
                        "GET " + address,
                        address.origin(),
                        progress -> json(client, patience, address).value());
        return JsonObject.from("revision", answer)
                .optionalText("sha")
                .filter(sha -> COMMIT.matcher(sha).matches())
                .orElseThrow(() -> violation("the hub did not name a commit"));
    }

    private Optional<WebAddress> list(
            Client client,
            Patience patience,
            WebAddress address,
            String commit,
            List<PlannedFile> into) {
        Page page =
                patience.insist(
                        "GET " + address,
                        address.origin(),
                        progress -> json(client, patience, address));
        if (!(page.value() instanceof List<?> entries)) {
            throw violation("the hub's listing is not a list");
        }
        for (Object entry : entries) {
            JsonObject file = JsonObject.from("tree[]", entry);
            if (file.optionalText("type").orElse("").equals("file") && wanted(file.text("path"))) {
                into.add(file(file, commit));
            }
        }
        if (into.size() > maxFiles) {
            throw HydrationFailed.tooManyFiles("the repository has", maxFiles);
        }
        return next(page.link(), address);
    }

    private boolean wanted(String path) {
        return (spec.include().isEmpty() || NamePattern.any(spec.include(), path))
                && !NamePattern.any(spec.exclude(), path);
    }

    private PlannedFile file(JsonObject file, String commit) {
        String path = ArtifactPath.check(file.text("path"));
        HubEntry entry = HubEntry.of(file);
        String location = "/" + spec.repo() + "/resolve/" + commit + "/" + segments(path);
        WebAddress from = endpoint.withPath(prefix() + location);
        return new PlannedFile(
                path,
                entry.size(),
                entry.expected(),
                new PlannedFile.Content.Remote(from, authorization, Optional.empty()));
    }

    private record Page(Object value, @Nullable String link) {}

    private Page json(Client client, Patience patience, WebAddress address) throws IOException {
        HttpRequest request =
                HttpRequest.get(address, credential(address)).with("Accept", "application/json");
        try (Exchange exchange = client.open(request)) {
            requireSuccess(exchange, patience);
            Object value = Json.value("the hub's answer", exchange.stream(LONGEST_PAGE));
            return new Page(value, exchange.head().field("link").orElse(null));
        } catch (JsonProblem e) {
            throw new MalformedAnswer(String.valueOf(e.getMessage()));
        }
    }

    /**
     * A hub also calls a repository forbidden that it does not have: nobody is to tell them apart.
     */
    private void requireSuccess(Exchange exchange, Patience patience) throws IOException {
        try {
            Answers.requireSuccess(exchange, patience.clock());
        } catch (HydrationFailed e) {
            if (e.code() != Code.AUTH_REQUIRED && e.code() != Code.AUTH_FORBIDDEN) {
                throw e;
            }
            String why =
                    authorization.isPresent()
                            ? ", and not to be read with the token that is given"
                            : ", and no token is given";
            throw new HydrationFailed(
                    e.code(),
                    spec.repo() + " is gated, private or not there" + why + ": " + e.message(),
                    e.detail(),
                    e);
        }
    }

    private Optional<Credential> credential(WebAddress address) {
        return authorization.filter(a -> address.origin().equals(endpoint.origin()));
    }

    private static Optional<WebAddress> next(@Nullable String link, WebAddress address) {
        if (link == null) {
            return Optional.empty();
        }
        Matcher next = NEXT.matcher(link);
        if (!next.find()) {
            return Optional.empty();
        }
        WebAddress target = address.resolve(next.group(1));
        if (target.exposed().equals(address.exposed())) {
            throw violation("the hub's listing does not end");
        }
        return Optional.of(target);
    }

    private WebAddress api(String rest) {
        return WebAddress.parse(endpoint.origin() + prefix() + "/api/models/" + spec.repo() + rest);
    }

    /** The path of an endpoint that does not lie at its origin's root. */
    private String prefix() {
        return endpoint.path().replaceAll("/+$", "");
    }

    private static String segments(String path) {
        return String.join("/", List.of(path.split("/")).stream().map(s -> encode(s)).toList());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static HydrationFailed violation(String message) {
        return new HydrationFailed(Code.PROTOCOL_VIOLATION, message);
    }
}
