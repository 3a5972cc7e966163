package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.artifact.Crc;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.report.Report;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store may answer that real ones do not. */
class HostileBucketTest {

    private static final byte[] FILE = Bytes.random(3 * Attempt.PART, 9);

    private final TestOrigin store = new TestOrigin();
    @TempDir private Path volume;

    @AfterEach
    void stop() {
        store.close();
    }

    private Attempt attempt() {
        return Attempt.s3(volume, store.url(""), "s3://models/llama").policy("maxAttempts", 2);
    }

    private void listing(String xml) {
        store.on("/models", (request, answer) -> xml(answer, 200, xml));
    }

    private static void xml(TestOrigin.Answer answer, int status, String xml) throws IOException {
        answer.send(
                status,
                Map.of("Content-Type", "application/xml"),
                xml.getBytes(StandardCharsets.UTF_8));
    }

    private static String object(String key, int size, String etag) {
        return ("<Contents><Key>%s</Key><Size>%d</Size><ETag>\"%s\"</ETag>"
                        + "<LastModified>2026-01-02T03:04:05.000Z</LastModified></Contents>")
                .formatted(key, size, etag);
    }

    private static String list(String objects) {
        return "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/\">"
                + objects
                + "</ListBucketResult>";
    }

    private Code code() {
        return attempt().run().failed().failure().code();
    }

    @Test
    void namesTheBucketThatWantsKeys() {
        store.on(
                "/models",
                (request, answer) ->
                        xml(answer, 403, "<Error><Code>AccessDenied</Code><X>canary</X></Error>"));

        Attempt.Outcome outcome = attempt().run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.AUTH_REQUIRED);
        assertThat(outcome.failed().failure().message())
                .contains("s3://models", "AccessDenied")
                .doesNotContain("canary");
    }

    private Attempt.Outcome hydrated(String etag, String name, String value) {
        listing(list(object("llama/a", FILE.length, etag)));
        store.on(
                "/models/llama/a",
                (request, answer) -> answer.with(name, value).file(FILE, "\"" + etag + "\""));
        return attempt().run();
    }

    @Test
    void noticesBytesThatAreNotThoseOfTheirEtag() {
        String etag = "0123456789abcdef".repeat(2);

        Attempt.Outcome outcome = hydrated(etag, "x-amz-server-side-encryption", "AES256");

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.DIGEST_MISMATCH);
    }

    @ParameterizedTest
    @CsvSource({
        "x-amz-server-side-encryption,aws:kms",
        "x-amz-server-side-encryption,aws:kms:dsse",
        "x-amz-server-side-encryption-customer-algorithm,AES256",
        "x-amz-storage-class,EXPRESS_ONEZONE"
    })
    void comparesNothingWithAnEtagThatIsNoMd5(String name, String value) {
        Attempt.Outcome outcome = hydrated("0123456789abcdef".repeat(2), name, value);

        assertThat(outcome.completed().bytes()).isEqualTo(FILE.length);
    }

    /** As Amazon's store has an object that came in parts. */
    private void inParts(String... header) {
        String etag = "0123456789abcdef".repeat(2) + "-3";
        listing(list(object("llama/a", FILE.length, etag)));
        store.on(
                "/models/llama/a",
                (request, answer) -> {
                    if ("ENABLED".equals(request.field("x-amz-checksum-mode"))) {
                        for (int i = 0; i < header.length; i += 2) {
                            answer.with("x-amz-checksum-" + header[i], header[i + 1]);
                        }
                    }
                    answer.file(FILE, "\"" + etag + "\"");
                });
    }

    private static String crc(Crc.Kind kind, byte[] bytes) {
        return Base64.getEncoder().encodeToString(new Crc(kind).digest(bytes));
    }

    @ParameterizedTest
    @EnumSource(Crc.Kind.class)
    void comparesAnObjectThatCameInPartsWithItsWholeChecksum(Crc.Kind kind) throws IOException {
        Path adopted = Files.write(volume.resolve("a"), FILE);
        inParts(kind.wire(), crc(kind, FILE), "type", "FULL_OBJECT");

        Attempt.Outcome good = attempt().run();

        assertThat(good.completed().unverifiedFiles()).isZero();
        assertThat(attempt().with("mode", "adopt").run().completed().digest())
                .isEqualTo(good.completed().digest());
        byte[] damaged = FILE.clone();
        damaged[FILE.length - 1] ^= 4;
        Files.write(adopted, damaged);
        assertThat(attempt().with("mode", "adopt").run().failed().failure().code())
                .isEqualTo(Code.DIGEST_MISMATCH);
        inParts(kind.wire(), crc(kind, damaged), "type", "FULL_OBJECT");
        Attempt elsewhere = attempt().with("target", Map.of("root", volume + "", "subPath", "b"));
        assertThat(elsewhere.run().failed().failure().code()).isEqualTo(Code.DIGEST_MISMATCH);
    }

    @ParameterizedTest
    @CsvSource({
        "crc32,AAAAAA==,type,COMPOSITE",
        "crc32c,AAAAAA==-3,type,COMPOSITE",
        "crc32c,AAAAAA==,nothing,''",
        "crc64nvme,AAAAAA==,type,FULL_OBJECT",
        "crc64nvme,?,type,FULL_OBJECT",
        "sha1,AAAAAA==,type,FULL_OBJECT"
    })
    void saysWhatItHadNothingToCompareWith(String name, String value, String more, String type) {
        inParts(name, value, more, type);

        Attempt.Outcome outcome = attempt().run();

        assertThat(outcome.completed().unverifiedFiles()).isEqualTo(1);
        assertThat(outcome.completed().brief()).containsEntry("unverifiedFiles", 1);
        assertThat(outcome.completed().reservation())
                .contains("1 of 1 files had no checksum at the source");
    }

    @Test
    void takesTheChecksumThatIsNeverOneOfPartsAtItsWord() {
        inParts("crc64nvme", crc(Crc.Kind.CRC64NVME, FILE));

        assertThat(attempt().run().completed().unverifiedFiles()).isZero();
    }

    @Test
    void adoptsNothingThatTheStoreTellsNoDigestOf() throws IOException {
        listing(list(object("llama/a", FILE.length, "0123456789abcdef".repeat(2) + "-3")));
        Files.write(volume.resolve("a"), FILE);

        Attempt.Outcome outcome = attempt().with("mode", "adopt").run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.UNVERIFIABLE);
        assertThat(outcome.failed().failure().message()).contains("SHA-256 checksums", "(a)");
    }

    private static String objects(int count) {
        String etag = Bytes.md5(FILE);
        return IntStream.range(0, count)
                .mapToObj(i -> object("llama/%02d".formatted(i), FILE.length, etag))
                .collect(Collectors.joining());
    }

    @Test
    void asksForSeveralChecksumsAtATimeButNotForMoreThanStreamsAreAllowed() {
        listing(list(objects(12)));
        CyclicBarrier full = new CyclicBarrier(3);
        AtomicInteger active = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        store.on(
                "/models/llama/",
                (request, answer) -> {
                    if (request.method().equals("HEAD")) {
                        most.accumulateAndGet(active.incrementAndGet(), Math::max);
                        await(full);
                        active.decrementAndGet();
                    }
                    answer.file(FILE, "\"" + Bytes.md5(FILE) + "\"");
                });

        Attempt.Outcome outcome = attempt().policy("maxStreams", 3).run();

        assertThat(outcome.completed().files()).isEqualTo(12);
        assertThat(most).hasValue(3);
        assertThat(store.requests.stream().filter(r -> r.method().equals("HEAD"))).hasSize(12);
    }

    private static void await(CyclicBarrier full) throws IOException {
        try {
            full.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IOException("no others were asked for", e);
        }
    }

    @Test
    void oneChecksumThatCannotBeHadEndsTheWaitForTheOthers() throws Exception {
        listing(list(objects(12)));
        CountDownLatch others = new CountDownLatch(3);
        CountDownLatch never = new CountDownLatch(1);
        store.on(
                "/models/llama/",
                (request, answer) -> {
                    try {
                        if (request.path().endsWith("/03")) {
                            others.await();
                            answer.send(412, Map.of(), new byte[0]);
                        } else {
                            others.countDown();
                            never.await();
                        }
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                });

        Attempt.Running running =
                attempt().policy("maxStreams", 4).policy("idleTimeoutMillis", 600_000).start();
        Attempt.Outcome outcome = running.inBackground().get(20, TimeUnit.SECONDS);

        never.countDown();
        assertThat(outcome.failed().failure().code()).isEqualTo(Code.SOURCE_CHANGED);
        assertThat(store.requests.stream().filter(r -> r.method().equals("HEAD"))).hasSize(4);
        assertThat(outcome.all(Report.Retrying.class)).isEmpty();
    }

    @Test
    void readsNoForeignEntity() throws IOException {
        List<String> opened = new CopyOnWriteArrayList<>();
        store.on("/canary", (request, answer) -> opened.add(request.target()));
        listing(
                "<!DOCTYPE x [<!ENTITY e SYSTEM \""
                        + store.url("/canary")
                        + "\">]>"
                        + "<ListBucketResult>"
                        + object("llama/&e;", 3, "a")
                        + "</ListBucketResult>");

        assertThat(code()).isEqualTo(Code.PROTOCOL_VIOLATION);
        assertThat(opened).isEmpty();
    }

    @Test
    void expandsNoBomb() {
        String bomb =
                "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
        listing(bomb + "<ListBucketResult>" + object("llama/&b;", 3, "a") + "</ListBucketResult>");

        assertThat(code()).isEqualTo(Code.PROTOCOL_VIOLATION);
    }

    @Test
    void endsAListingThatDoesNot() {
        AtomicInteger pages = new AtomicInteger();
        store.on(
                "/models",
                (request, answer) -> {
                    int page = pages.incrementAndGet();
                    xml(
                            answer,
                            200,
                            list(
                                    object("llama/" + page, 3, "a")
                                            + "<IsTruncated>true</IsTruncated>"
                                            + "<NextContinuationToken>"
                                            + page
                                            + "</NextContinuationToken>"));
                });
        Attempt.Outcome outcome = attempt().policy("maxFiles", 50).run();
        assertThat(outcome.failed().failure().code()).isEqualTo(Code.PATH_INVALID);
        assertThat(outcome.failed().failure().message())
                .isEqualTo("s3://models holds more than the 50 files that policy.maxFiles allows");

        listing(
                list(
                        "<IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken>"));
        assertThat(code()).isEqualTo(Code.PROTOCOL_VIOLATION);
    }

    /** As the first version of the listing's API has it, which knows {@code marker} alone. */
    private void oldStore(String parameter) {
        String etag = Bytes.md5(FILE);
        store.on(
                "/models",
                (request, answer) -> {
                    int after = 0;
                    for (String part : request.target().split("[?&]")) {
                        if (part.startsWith(parameter + "=")) {
                            after = Integer.parseInt(part.substring(part.lastIndexOf('F') + 1));
                        }
                    }
                    String objects =
                            object("llama/" + (after + 1), FILE.length, etag)
                                    + object("llama/" + (after + 2), FILE.length, etag);
                    boolean more = after + 2 < 6;
                    xml(answer, 200, list(objects + "<IsTruncated>" + more + "</IsTruncated>"));
                });
        store.on("/models/llama/", (request, answer) -> answer.file(FILE, "\"" + etag + "\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"marker", "start-after"})
    void goesOnAfterTheLastKeyWhereAStoreGivesNoToken(String parameter) {
        oldStore(parameter);

        assertThat(attempt().run().completed().files()).isEqualTo(6);
    }

    @Test
    void takesNoTruncatedListingForAWholeOne() {
        oldStore("none-that-it-is-asked-with");
        assertThat(code()).isEqualTo(Code.PROTOCOL_VIOLATION);

        for (String objects : List.of("", object("llama/b", 3, "x") + object("llama/a", 3, "x"))) {
            listing(list(objects + "<IsTruncated>true</IsTruncated>"));

            assertThat(code()).as(objects).isEqualTo(Code.PROTOCOL_VIOLATION);
        }
    }

    @Test
    void takesNoTruncatedHistoryForAWholeOne() {
        String etag = Bytes.md5(FILE);
        listing(list(object("llama/a", FILE.length, etag)));
        store.on("/models/llama/a", (request, answer) -> answer.file(FILE, "\"" + etag + "\""));
        String pinned = attempt().run().completed().pinned();
        String version = object("llama/a", 3, "x").replace("Contents>", "Version>");
        store.on(
                "/models",
                (request, answer) ->
                        xml(
                                answer,
                                200,
                                request.target().contains("versions")
                                        ? list(version + "<IsTruncated>true</IsTruncated>")
                                        : list(object("llama/a", 3, "x"))));

        Attempt later =
                Attempt.s3(volume, store.url(""), "s3://models/llama")
                        .with("pinned", pinned)
                        .with("target", Map.of("root", volume.toString(), "subPath", "other"))
                        .policy("maxAttempts", 2);

        assertThat(later.run().failed().failure().code()).isEqualTo(Code.PROTOCOL_VIOLATION);
    }

    @Test
    void refusesAListingThatMakesNoSense() {
        for (String listing :
                List.of(
                        "not xml",
                        list("<a><b>c</b></a>".repeat(6000)),
                        list(object("llama/a", 3, "x").replace("<Size>3", "<Size>-3")),
                        list(object("llama/a", 3, "x").replace("2026-", "then-")),
                        list("<Contents><Key>llama/a</Key></Contents>"))) {
            listing(listing);

            assertThat(code()).as(listing).isEqualTo(Code.PROTOCOL_VIOLATION);
        }
    }

    @Test
    void noticesAnObjectThatChangesMidway() {
        listing(list(object("llama/a", FILE.length, "v1")));
        AtomicInteger requests = new AtomicInteger();
        store.on(
                "/models/llama/a",
                (request, answer) ->
                        answer.file(FILE, requests.incrementAndGet() > 1 ? "\"v2\"" : "\"v1\""));

        assertThat(attempt().policy("maxStreams", 1).run().failed().failure().code())
                .isEqualTo(Code.SOURCE_CHANGED);
        assertThat(Volumes.published(volume)).isEmpty();
    }

    @Test
    void refusesAStoreOnAPrivateAddress() {
        Attempt.Outcome outcome = attempt().policy("allowPrivateOrigins", List.of()).run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.ORIGIN_FORBIDDEN);
        assertThat(store.requests).isEmpty();
    }

    @Test
    void reachesAmazonsStoreOnlyOnThePublicNetwork() {
        List<String> asked = new CopyOnWriteArrayList<>();
        Environment poisoned =
                Environment.real()
                        .resolving(
                                host -> {
                                    asked.add(host);
                                    return List.of(InetAddress.ofLiteral("169.254.169.254"));
                                });

        Attempt.Outcome outcome =
                Attempt.s3(volume, "", "s3://models/llama")
                        .source("region", "eu-west-1")
                        .in(poisoned)
                        .run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.ORIGIN_FORBIDDEN);
        assertThat(asked).containsExactly("models.s3.eu-west-1.amazonaws.com");
        asked.clear();
        Attempt.s3(volume, "", "s3://models/llama").in(poisoned).run().failed();
        assertThat(asked).containsExactly("s3.us-east-1.amazonaws.com");
    }

    @Test
    void namesTheRegionThatWouldBeTheRightOne() {
        store.on(
                "/models",
                (request, answer) ->
                        answer.with("x-amz-bucket-region", "eu-west-1").send(301, Map.of(), FILE));

        Attempt.Outcome outcome = attempt().run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.NOT_FOUND);
        assertThat(outcome.failed().failure().message()).contains("in eu-west-1");
    }

    @Test
    void tellsARefusedChecksumFromABrokenAnswer() {
        String hashed = "<ChecksumAlgorithm>SHA256</ChecksumAlgorithm></Contents>";
        listing(list(object("llama/a", 3, "v").replace("</Contents>", hashed)));
        store.on("/models/llama/a", (request, answer) -> xml(answer, 403, "<Error/>"));

        assertThat(code()).isEqualTo(Code.AUTH_REQUIRED);
    }

    @Test
    void takesTheWholeWhereNothingTellsRevisionsApart() throws IOException {
        listing(list(object("llama/a", FILE.length, "v").replace("\"v\"", "W/\"v\"")));
        store.on(
                "/models/llama/a",
                (request, answer) -> answer.send(200, Map.of("ETag", "W/\"v\""), FILE));

        assertThat(Files.readAllBytes(attempt().run().file("a"))).isEqualTo(FILE);
        assertThat(store.requests).noneMatch(r -> r.field("range") != null);
    }

    @Test
    void refusesAPinThatIsNoneOfABucket() {
        assertThat(attempt().with("pinned", "main").run().failed().failure().code())
                .isEqualTo(Code.BAD_REQUEST);
    }
}
