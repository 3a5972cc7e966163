package dev.aquifer.hydration.source;

import dev.aquifer.hydration.artifact.Digests;
import dev.aquifer.hydration.http.Client;
import dev.aquifer.hydration.request.SourceSpec;
import dev.aquifer.hydration.retry.Patience;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Bytes that the request holds itself: written as they are, whatever characters they hold. */
final class InlineSource implements Source {

    private final SourceSpec.Inline spec;

    InlineSource(SourceSpec.Inline spec) {
        this.spec = spec;
    }

    @Override
    public String identity() {
        return Digests.sha256Hex("inline\n" + spec.filename());
    }

    @Override
    public Optional<String> pinned() {
        return Optional.of("sha256:" + Digests.sha256Hex(spec.content()));
    }

    @Override
    public Plan plan(Client client, Patience patience) {
        byte[] bytes = spec.content().getBytes(StandardCharsets.UTF_8);
        PlannedFile file =
                new PlannedFile(
                        spec.filename(),
                        (long) bytes.length,
                        new PlannedFile.Expected.Sha256(Digests.sha256Hex(spec.content())),
                        PlannedFile.Content.Literal.of(spec.content()));
        return new Plan(identity(), pinned(), List.of(file));
    }
}
