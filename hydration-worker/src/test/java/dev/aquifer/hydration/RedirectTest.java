package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.request.AccessKeys;
import dev.aquifer.hydration.request.Secrets;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the worker may be sent, and where not. */
class RedirectTest {

    private static final byte[] FILE = Bytes.random(3 * Attempt.PART, 7);

    private final TestOrigin origin = new TestOrigin();
    private final TestOrigin other = new TestOrigin();
    @TempDir private Path volume;

    @AfterEach
    void stop() {
        origin.close();
        other.close();
    }

    private Attempt attempt() {
        return Attempt.http(volume, origin.url("/file"));
    }

    @Test
    void keepsTheCredentialFromOtherOrigins() throws IOException {
        origin.on("/file", (request, answer) -> answer.redirect(307, "/here"));
        origin.on("/here", (request, answer) -> answer.redirect(302, other.url("/there")));
        other.on("/there", (request, answer) -> answer.file(FILE, "\"v\""));

        Attempt.Outcome outcome = attempt().secrets("", "Basic canary").run();

        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
        assertThat(origin.requests)
                .allSatisfy(r -> assertThat(r.field("authorization")).isEqualTo("Basic canary"));
        assertThat(other.requests)
                .isNotEmpty()
                .allSatisfy(r -> assertThat(r.field("authorization")).isNull());
    }

    @Test
    void followsNoMoreThanFiveRedirects() {
        origin.on("/file", (request, answer) -> answer.redirect(301, "/file"));

        assertThat(attempt().run().failed().failure().code()).isEqualTo(Code.ORIGIN_FORBIDDEN);
        assertThat(origin.requests).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data/",
                "http://[::1]:9/x",
                "http://[::ffff:10.0.0.1]/x",
                "http://[64:ff9b::a00:1]/x",
                "http://10.1.2.3/x",
                "http://0.0.0.0/x",
                "http://2130706433/x",
                "http://0x7f000001/x",
                "http://0177.0.0.1/x",
                "http://127.1/x",
                "http://127.0.0.1.:9/x",
                "http://user:pass@models.example/x",
                "file:///etc/passwd",
                "ftp://models.example/x",
                "gopher://models.example/x",
                "http:///x",
                "http://metadata.internal/x"
            })
    void refusesToBeSentInside(String target) {
        origin.on("/file", (request, answer) -> answer.redirect(302, target));
        Environment internal =
                Environment.real().resolving(host -> List.of(InetAddress.ofLiteral("192.168.0.7")));

        Attempt.Outcome outcome =
                attempt()
                        .policy("allowPrivateOrigins", List.of("127.0.0.1:" + origin.port()))
                        .in(internal)
                        .run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.ORIGIN_FORBIDDEN);
    }

    private static Stream<Attempt> withSecrets() {
        Path nowhere = Path.of(System.getProperty("java.io.tmpdir"));
        Secrets keys =
                new Secrets(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new AccessKeys("id", "canary")),
                        Optional.empty());
        return Stream.of(
                Attempt.http(nowhere, "http://models.example/x").secrets("", "Basic canary"),
                Attempt.hub(nowhere, "http://models.example", "org/model", "main")
                        .secrets("canary", ""),
                Attempt.s3(nowhere, "http://models.example", "s3://bucket/x").secrets(keys));
    }

    @ParameterizedTest
    @MethodSource("withSecrets")
    void tellsNoSecretToThePublicNetworkWithoutEncryption(Attempt attempt) {
        Environment outside =
                Environment.real().resolving(host -> List.of(InetAddress.ofLiteral("192.0.3.1")));

        for (List<String> allowed : List.of(List.<String>of(), List.of("models.example"))) {
            Attempt.Outcome outcome =
                    attempt.policy("allowPrivateOrigins", allowed)
                            .policy("maxAttempts", 1)
                            .in(outside)
                            .with("mode", "adopt")
                            .run();

            assertThat(outcome.failed().failure().code()).isEqualTo(Code.ORIGIN_UNTRUSTED);
            assertThat(outcome.failed().failure().message())
                    .contains("scheme http")
                    .doesNotContain("canary");
        }
    }

    @Test
    void refusesAHostOfWhichOneAddressIsPrivate() {
        Environment mixed =
                Environment.real()
                        .resolving(
                                host ->
                                        List.of(
                                                InetAddress.ofLiteral("8.8.8.8"),
                                                InetAddress.ofLiteral("127.0.0.1")));

        Attempt.Outcome outcome =
                Attempt.http(volume, "http://models.example/x")
                        .policy("allowPrivateOrigins", List.of())
                        .in(mixed)
                        .run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.ORIGIN_FORBIDDEN);
    }

    @Test
    void allowsAPrivateOriginOnItsPortAlone() {
        origin.on("/file", (request, answer) -> answer.redirect(302, other.url("/there")));
        other.on("/there", (request, answer) -> answer.file(FILE, "\"v\""));

        Attempt.Outcome outcome =
                attempt()
                        .policy("allowPrivateOrigins", List.of("127.0.0.1:" + origin.port()))
                        .run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.ORIGIN_FORBIDDEN);
        assertThat(other.requests).isEmpty();
    }

    /** Sends each request to the next link, of which each is good for two answers. */
    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 451, 500})
    void asksForAnotherLinkWhenOneExpires(int status) throws IOException {
        AtomicInteger links = new AtomicInteger();
        Map<String, AtomicInteger> uses = new ConcurrentHashMap<>();
        origin.on(
                "/file",
                (request, answer) ->
                        answer.redirect(302, other.url("/there?" + links.incrementAndGet())));
        other.on(
                "/there",
                (request, answer) -> {
                    var used = uses.computeIfAbsent(request.target(), link -> new AtomicInteger());
                    if (used.incrementAndGet() > 2) {
                        answer.send(status, Map.of(), new byte[0]);
                    } else {
                        answer.file(FILE, "\"v\"");
                    }
                });

        Attempt.Outcome outcome = attempt().policy("maxStreams", 1).run();

        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
        assertThat(links.get()).isGreaterThan(1);
    }

    @Test
    void asksForAnotherLinkWhenItsHostIsGone() throws IOException {
        TestOrigin gone = new TestOrigin();
        AtomicBoolean moved = new AtomicBoolean();
        origin.on(
                "/file",
                (request, answer) ->
                        answer.redirect(302, (moved.get() ? other : gone).url("/there")));
        other.on("/there", (request, answer) -> answer.file(FILE, "\"v\""));
        gone.on(
                "/there",
                (request, answer) -> {
                    answer.file(FILE, "\"v\"");
                    if (request.range() != null) {
                        moved.set(true);
                        gone.close();
                    }
                });

        Attempt.Outcome outcome = attempt().policy("maxStreams", 1).run();

        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
        assertThat(other.requests).isNotEmpty();
    }

    @Test
    void aThrottlingLinkIsNotAskedForAgain() throws IOException {
        AtomicInteger count = new AtomicInteger();
        origin.on("/file", (request, answer) -> answer.redirect(302, other.url("/there")));
        other.on(
                "/there",
                (request, answer) -> {
                    if (request.range() != null && count.incrementAndGet() == 2) {
                        answer.send(503, Map.of(), new byte[0]);
                    } else {
                        answer.file(FILE, "\"v\"");
                    }
                });

        Attempt.Outcome outcome = attempt().policy("maxStreams", 1).run();

        assertThat(Files.readAllBytes(outcome.file("artifact"))).isEqualTo(FILE);
        assertThat(origin.gets("/file")).isEqualTo(1);
    }
}
