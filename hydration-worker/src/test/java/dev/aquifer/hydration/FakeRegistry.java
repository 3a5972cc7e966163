package dev.aquifer.hydration;

import dev.aquifer.hydration.testkit.OciArtifact;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A registry with one repository, as strange as a test wants it: its blobs lie at another origin,
 * its tokens come from a third, and last as long as a test says.
 */
final class FakeRegistry implements AutoCloseable {

    static final String PLACE = "/v2/models/llama/";

    final TestOrigin registry = new TestOrigin();
    final TestOrigin storage = new TestOrigin();
    final TestOrigin tokens = new TestOrigin();
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final AtomicInteger issued = new AtomicInteger();
    private final Map<String, AtomicInteger> uses = new ConcurrentHashMap<>();
    private volatile @Nullable String realm;
    private volatile int usesPerToken = Integer.MAX_VALUE;

    FakeRegistry() {
        registry.on(PLACE + "blobs/", this::blob);
        storage.on("/blobs/", this::stored);
        tokens.on("/token", this::token);
    }

    FakeRegistry holds(String tag, OciArtifact artifact) {
        artifact.blobs().forEach(blob -> blobs.put(OciArtifact.digest(blob), blob));
        return manifest(tag, artifact.manifest()).manifest(artifact.digest(), artifact.manifest());
    }

    FakeRegistry manifest(String reference, byte[] manifest) {
        registry.on(
                PLACE + "manifests/" + reference,
                (request, answer) -> {
                    if (!refused(request, answer)) {
                        answer.send(200, Map.of("Content-Type", OciArtifact.MANIFEST), manifest);
                    }
                });
        return this;
    }

    /** Instead of what the digest promises. */
    FakeRegistry blob(String digest, byte[] bytes) {
        blobs.put(digest, bytes);
        return this;
    }

    FakeRegistry guarded() {
        return guardedBy(tokens.url("/token"));
    }

    FakeRegistry guardedBy(String tokenServer) {
        realm = tokenServer;
        return this;
    }

    FakeRegistry tokensLastFor(int requests) {
        usesPerToken = requests;
        return this;
    }

    String image(String reference) {
        return "127.0.0.1:" + registry.port() + "/models/llama" + reference;
    }

    private boolean refused(TestOrigin.Request request, TestOrigin.Answer answer)
            throws IOException {
        String sent = String.valueOf(request.field("authorization"));
        boolean fresh = uses.containsKey(sent) && uses.get(sent).incrementAndGet() <= usesPerToken;
        if (realm == null || fresh) {
            return false;
        }
        String challenge =
                "Bearer realm=\"%s\",service=\"the registry\",scope=\"repository:models/llama:pull\""
                        .formatted(realm);
        answer.send(401, Map.of("WWW-Authenticate", challenge), new byte[0]);
        return true;
    }

    private void token(TestOrigin.Request request, TestOrigin.Answer answer) throws IOException {
        String token = "canary-token-" + issued.incrementAndGet();
        uses.put("Bearer " + token, new AtomicInteger());
        TestHub.json(answer, Map.of(), Map.of("token", token, "expires_in", 60));
    }

    private void blob(TestOrigin.Request request, TestOrigin.Answer answer) throws IOException {
        if (!refused(request, answer)) {
            String digest = request.path().substring((PLACE + "blobs/").length());
            answer.redirect(307, storage.url("/blobs/" + digest + "?X-Signature=canary"));
        }
    }

    private void stored(TestOrigin.Request request, TestOrigin.Answer answer) throws IOException {
        byte[] bytes = blobs.get(request.path().substring("/blobs/".length()));
        if (bytes == null) {
            answer.send(404, Map.of(), new byte[0]);
        } else {
            answer.file(bytes, "\"x\"");
        }
    }

    @Override
    public void close() {
        registry.close();
        storage.close();
        tokens.close();
    }
}
