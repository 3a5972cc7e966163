package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.request.AccessKeys;
import dev.aquifer.hydration.request.Secrets;
import dev.aquifer.hydration.testkit.MotoServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a store that is not ours. */
class S3HydrationTest {

    private static final byte[] CONFIG = "{\"a\": 1}\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] WEIGHTS = Bytes.random(5 * Attempt.PART + 99, 2);
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    @TempDir private static Path scratch;
    private static @Nullable MotoServer server;

    @TempDir private Path volume;
    private final String bucket = "models-" + BUCKETS.incrementAndGet();

    @BeforeAll
    static void start() throws IOException {
        server = MotoServer.start(scratch.resolve("log"));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static MotoServer store() {
        MotoServer running = server;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running;
    }

    @BeforeEach
    void fill() {
        store().bucket(bucket);
        store().object(bucket, "llama/config.json", CONFIG);
        store().object(bucket, "llama/weights/a b+c#d?é%.bin", WEIGHTS);
        store().object(bucket, "llama/empty/", new byte[0]);
        store().object(bucket, "llama2/other.json", CONFIG);
    }

    private Attempt attempt(String prefix) {
        return Attempt.s3(volume, store().url(), "s3://" + bucket + "/" + prefix);
    }

    @Test
    void fetchesAllBelowThePrefix() throws IOException {
        Attempt.Outcome outcome = attempt("llama/").run();

        assertThat(outcome.completed().files()).isEqualTo(2);
        assertThat(outcome.completed().pinned()).startsWith("listing:");
        assertThat(Files.readAllBytes(outcome.file("config.json"))).isEqualTo(CONFIG);
        assertThat(Files.readAllBytes(outcome.file("weights/a b+c#d?é%.bin"))).isEqualTo(WEIGHTS);
    }

    @Test
    void fetchesTheWholeBucketAndTheOneObject() {
        assertThat(Attempt.s3(volume, store().url(), "s3://" + bucket).run().completed().files())
                .isEqualTo(3);
        assertThat(attempt("llama/config.json").run().file("config.json")).exists();
    }

    @Test
    void fetchesNothingWhenItIsThereAlready() {
        String pinned = attempt("llama").run().completed().pinned();

        Attempt.Outcome again = attempt("llama").run();

        assertThat(again.completed().alreadyPresent()).isTrue();
        assertThat(again.completed().pinned()).isEqualTo(pinned);
        assertThat(again.completed().effort().fetchedBytes()).isZero();
    }

    @Test
    void readsAListingToItsLastPage() {
        int many = 2 * MotoServer.PAGE + 3;
        for (int i = 0; i < many; i++) {
            store().object(bucket, "many/%04d".formatted(i), CONFIG);
        }

        assertThat(attempt("many").run().completed().files()).isEqualTo(many);
        Attempt.Outcome few = attempt("many").policy("maxFiles", many - 1).run();
        assertThat(few.failed().failure().code()).isEqualTo(Code.PATH_INVALID);
    }

    @Test
    void signsItsRequests() throws IOException {
        String guarded = "guarded-" + bucket;
        store().bucket(guarded);
        store().object(guarded, "folder/weights.bin", WEIGHTS);
        String[] keys = store().guard();
        try {
            Attempt attempt = Attempt.s3(volume, store().url(), "s3://" + guarded);
            Attempt.Outcome wrong = attempt.secrets(keys(keys[0], "canary")).run();
            Attempt.Outcome outcome = attempt.secrets(keys(keys[0], keys[1])).run();

            assertThat(Files.readAllBytes(outcome.file("folder/weights.bin"))).isEqualTo(WEIGHTS);
            assertThat(wrong.failed().failure().code()).isEqualTo(Code.AUTH_FORBIDDEN);
            assertThat(wrong.failed().failure().message())
                    .contains("s3://" + guarded, "SignatureDoesNotMatch");
        } finally {
            store().unguard();
        }
    }

    @Test
    void keysThatAreLentGoWithTheirSessionToken() throws IOException {
        String lent = "lent-" + bucket;
        store().bucket(lent);
        store().object(lent, "folder/weights.bin", WEIGHTS);
        String[] keys = store().guardLending();
        try {
            Attempt attempt = Attempt.s3(volume, store().url(), "s3://" + lent);
            Attempt.Outcome without = attempt.secrets(keys(keys[0], keys[1])).run();
            Attempt.Outcome outcome =
                    attempt.secrets(keys(new AccessKeys(keys[0], keys[1], Optional.of(keys[2]))))
                            .run();

            assertThat(Files.readAllBytes(outcome.file("folder/weights.bin"))).isEqualTo(WEIGHTS);
            assertThat(without.failed().failure().code()).isEqualTo(Code.AUTH_FORBIDDEN);
        } finally {
            store().unguard();
        }
    }

    private static Secrets keys(String id, String secret) {
        return keys(new AccessKeys(id, secret));
    }

    private static Secrets keys(AccessKeys keys) {
        return new Secrets(Optional.empty(), Optional.empty(), Optional.of(keys), Optional.empty());
    }

    @Test
    void tellsABucketThatIsNotThereFromAPrefixWithoutObjects() {
        Attempt.Outcome noBucket = Attempt.s3(volume, store().url(), "s3://no-such-bucket/x").run();

        assertThat(noBucket.failed().failure().code()).isEqualTo(Code.NOT_FOUND);
        assertThat(noBucket.failed().failure().message()).contains("NoSuchBucket");
        assertThat(attempt("nothing").run().failed().failure().code()).isEqualTo(Code.SOURCE_EMPTY);
    }

    @Test
    void refusesAChangedBucketThatKeepsNoVersions() throws IOException {
        String pinned = attempt("llama").run().completed().pinned();
        store().object(bucket, "llama/config.json", WEIGHTS);

        Attempt.Outcome outcome =
                Attempt.s3(other(), store().url(), "s3://" + bucket + "/llama")
                        .with("pinned", pinned)
                        .run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.PINNED_REVISION_GONE);
    }

    @Test
    void findsThePinnedRevisionAmongTheVersions() throws IOException {
        store().keepVersions(bucket);
        store().object(bucket, "llama/removed before", CONFIG);
        store().object(bucket, "llama/removed after", CONFIG);
        nextSecond();
        store().remove(bucket, "llama/removed before");
        Attempt.Outcome first = attempt("llama").run();
        nextSecond();
        store().object(bucket, "llama/config.json", WEIGHTS);
        store().remove(bucket, "llama/removed after");
        store().object(bucket, "llama/added", CONFIG);

        Attempt.Outcome second =
                Attempt.s3(other(), store().url(), "s3://" + bucket + "/llama")
                        .with("pinned", first.completed().pinned())
                        .run();

        assertThat(second.completed().digest()).isEqualTo(first.completed().digest());
        assertThat(Files.readAllBytes(second.file("config.json"))).isEqualTo(CONFIG);
    }

    private Path other() throws IOException {
        return Files.createDirectory(volume.resolve("another cluster's"));
    }

    /** The store keeps times by the second. */
    private static void nextSecond() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Instant.now().isAfter(now.plusSeconds(1)));
    }

    @Test
    void comparesWithTheChecksumThatTheStoreHas() throws IOException {
        String good = Bytes.sha256(WEIGHTS);
        store().object(bucket, "sums/a", WEIGHTS, checksum(good));
        store().object(bucket, "bad/a", WEIGHTS, checksum("0".repeat(64)));

        assertThat(attempt("sums").run().completed().files()).isEqualTo(1);
        Attempt.Outcome outcome = attempt("bad").run();
        assertThat(outcome.failed().failure().code()).isEqualTo(Code.DIGEST_MISMATCH);
    }

    @Test
    void comparesWithTheEtagOfAnObjectThatWasUploadedInOnePart() throws IOException {
        Path folder = Files.createDirectories(volume.resolve("mine/weights"));
        Files.write(volume.resolve("mine/config.json"), CONFIG);
        Path weights = Files.write(folder.resolve("a b+c#d?é%.bin"), WEIGHTS);
        Attempt adoption =
                attempt("llama")
                        .with("mode", "adopt")
                        .with("target", Map.of("root", volume.toString(), "subPath", "mine"));
        String digest = attempt("llama").run().completed().digest();

        assertThat(adoption.run().completed().digest()).isEqualTo(digest);
        byte[] damaged = WEIGHTS.clone();
        damaged[7] ^= 1;
        Files.write(weights, damaged);
        assertThat(adoption.run().failed().failure().code()).isEqualTo(Code.DIGEST_MISMATCH);
    }

    @Test
    void comparesWithTheWholeChecksumOfAnUploadInParts() throws IOException {
        store().upload(bucket, "whole/a", WEIGHTS, "CRC32", "FULL_OBJECT");
        store().upload(bucket, "parts/a", WEIGHTS, "CRC32", "COMPOSITE");
        Path file = Files.write(volume.resolve("a"), WEIGHTS);

        assertThat(attempt("whole").run().completed().unverifiedFiles()).isZero();
        assertThat(attempt("parts").run().completed().unverifiedFiles()).isEqualTo(1);
        assertThat(adoption("whole").run().completed().files()).isEqualTo(1);
        byte[] damaged = WEIGHTS.clone();
        damaged[7] ^= 1;
        Files.write(file, damaged);
        assertThat(adoption("whole").run().failed().failure().code())
                .isEqualTo(Code.DIGEST_MISMATCH);
        assertThat(adoption("parts").run().failed().failure().code()).isEqualTo(Code.UNVERIFIABLE);
    }

    private Attempt adoption(String prefix) {
        return attempt(prefix).with("mode", "adopt");
    }

    private static String[] checksum(String hex) {
        String base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
        return new String[] {
            "x-amz-sdk-checksum-algorithm: SHA256", "x-amz-checksum-sha256: " + base64
        };
    }

    @Test
    void refusesKeysThatAreNoNamesOfFiles() {
        for (String key : List.of("../evil", "a/../../b", "/etc/passwd", "a//b", "a/")) {
            String prefix = "hostile-" + Bytes.sha256(key.getBytes(StandardCharsets.UTF_8));
            store().object(bucket, prefix + "/" + key, CONFIG);

            assertThat(attempt(prefix).run().failed().failure().code())
                    .as(key)
                    .isEqualTo(Code.PATH_INVALID);
        }
    }
}
