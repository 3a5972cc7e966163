package dev.aquifer.hydration.source;

import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Client;
import dev.aquifer.hydration.http.Credential;
import dev.aquifer.hydration.http.Exchange;
import dev.aquifer.hydration.http.HttpRequest;
import dev.aquifer.hydration.http.ResponseHead;
import dev.aquifer.hydration.http.WebAddress;
import dev.aquifer.hydration.request.SourceSpec;
import dev.aquifer.hydration.retry.Answers;
import dev.aquifer.hydration.retry.Patience;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file behind an address. Its revision is its digest when that is given, else what the origin
 * calls it: a strong ETag, or a date.
 */
final class HttpSource implements Source {

    private static final String SHA256 = "sha256:";
    private static final String ETAG = "etag:";
    private static final String DATE = "last-modified:";

    private final SourceSpec.Http spec;
    private final Optional<String> pinned;
    private final Optional<Credential> authorization;
    private final WebAddress address;

    HttpSource(SourceSpec.Http spec, Optional<String> pinned, Optional<Credential> authorization) {
        this.spec = spec;
        this.pinned = pinned;
        this.authorization = authorization;
        this.address = WebAddress.parse(spec.url());
    }

    @Override
    public String identity() {
        return Digests.sha256Hex("http\n" + address.exposed() + "\n" + spec.filename());
    }

    @Override
    public Optional<String> pinned() {
        return digest().map(hex -> SHA256 + hex).or(() -> pinned);
    }

    /** The digest that the user gave, or the one that an earlier attempt found. */
    private Optional<String> digest() {
        return spec.sha256()
                .or(
                        () ->
                                pinned.filter(revision -> revision.startsWith(SHA256))
                                        .map(revision -> revision.substring(SHA256.length())));
    }

    private record Seen(@Nullable Long size, Optional<String> validator, Optional<String> etag) {

        static Seen of(ResponseHead head, @Nullable Long size) {
            return new Seen(size, HttpSource.validator(head), head.field("etag"));
        }
    }

    @Override
    public Plan plan(Client client, Patience patience) {
        Seen seen =
                patience.insist(
                        "HEAD " + address, address.origin(), progress -> look(client, patience));
        Optional<String> revision = digest().map(hex -> SHA256 + hex).or(() -> revision(seen));
        requirePinned(seen);
        PlannedFile file =
                new PlannedFile(
                        spec.filename(),
                        seen.size(),
                        digest().<PlannedFile.Expected>map(PlannedFile.Expected.Sha256::new)
                                .orElseGet(PlannedFile.Expected.Nothing::new),
                        new PlannedFile.Content.Remote(
                                address, authorization, seen.validator(), seen.etag()));
        return new Plan(identity(), revision, List.of(file));
    }

    private void requirePinned(Seen seen) {
        if (digest().isEmpty() && pinned.isPresent() && !pinned.equals(revision(seen))) {
            throw new HydrationFailed(
                    Code.PINNED_REVISION_GONE,
                    address + " is no longer at the revision that was pinned");
        }
    }

    private static Optional<String> revision(Seen seen) {
        return seen.validator().map(v -> (v.startsWith("\"") ? ETAG : DATE) + v);
    }

    private Seen look(Client client, Patience patience) throws IOException {
        try (Exchange head = client.open(HttpRequest.head(address, authorization))) {
            int status = head.head().status();
            @Nullable Long length = head.head().length().orElse(null);
            if (status >= 200 && status < 300) {
                if (length == null || length > 0) {
                    return Seen.of(head.head(), length);
                }
            } else if (!List.of(400, 403, 404, 405, 501).contains(status)) {
                Answers.requireSuccess(head, patience.clock());
            }
        }
        return lookWithRange(client, patience);
    }

    /** Presigned links and simple servers know no HEAD; one byte tells as much. */
    private Seen lookWithRange(Client client, Patience patience) throws IOException {
        HttpRequest one = HttpRequest.get(address, authorization).with("Range", "bytes=0-0");
        try (Exchange exchange = client.open(one)) {
            ResponseHead head = exchange.head();
            if (head.status() == 416) {
                return Seen.of(head, total(head));
            }
            Answers.requireSuccess(exchange, patience.clock());
            Long size = head.status() == 206 ? total(head) : head.length().orElse(null);
            return Seen.of(head, size);
        }
    }

    private static @Nullable Long total(ResponseHead head) {
        return head.field("content-range")
                .map(range -> range.substring(range.lastIndexOf('/') + 1))
                .filter(total -> total.matches("\\d{1,18}"))
                .map(Long::valueOf)
                .orElse(null);
    }

    static Optional<String> validator(ResponseHead head) {
        return head.field("etag")
                .filter(tag -> tag.startsWith("\"") && tag.endsWith("\"") && tag.length() > 2)
                .or(() -> head.field("last-modified"))
                .filter(tag -> tag.length() <= 256);
    }
}
