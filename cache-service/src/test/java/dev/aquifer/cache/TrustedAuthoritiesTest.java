package dev.aquifer.cache;

import static dev.aquifer.cache.PlayedFleet.http;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.events.ObservationEvent.Readiness;
import dev.aquifer.events.WorkEvent.WorkRequested;
import dev.aquifer.events.spec.ModelCacheSpec;
import dev.aquifer.ledger.testkit.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedAuthoritiesTest {
    private static final String CERTIFICATE = certificate();
    private static final String KEY =
            "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n";

    private static final ModelCacheSpec SPEC = http("https://models.example/w", Map.of());

    @TempDir private Path folder;

    private static String certificate() {
        return NewCertificate.pem().replace("\r", "");
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("authorities.pem"), content);
    }

    private TrustedAuthorities authorities(String content) throws IOException {
        return new TrustedAuthorities(Optional.of(file(content)));
    }

    private String pem(String content) throws IOException {
        return authorities(content).pem().orElseThrow();
    }

    @Test
    void areTheCertificatesOfAFileAndNothingElseOfIt() throws IOException {
        var pem = pem("# é, our own\r\n" + CERTIFICATE + KEY + CERTIFICATE.replace("\n", "\r\n"));

        assertThat(pem).doesNotContain("canary", "KEY", "our own");
        assertThat(pem.split("-----BEGIN CERTIFICATE-----\n")).hasSize(3);
        assertThat(pem(pem)).isEqualTo(pem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "canary",
                KEY,
                "-----BEGIN CERTIFICATE-----\ncanary\n-----END CERTIFICATE-----"
            })
    void aFileOfNoUseIsNamed(String content) {
        assertThatThrownBy(() -> pem(content))
                .hasMessageStartingWith("aquifer.hydration.trusted-authorities: ")
                .hasMessageContaining("authorities.pem holds")
                .hasMessageNotContaining("canary");
    }

    @Test
    void moreThanAnEventMayCarryIsRefused() {
        assertThatThrownBy(() -> pem(CERTIFICATE.repeat(400)))
                .hasMessageContaining("more than 131072 bytes");
    }

    @Test
    void aFileThatIsNoListOfCertificatesAtAllIsNotReadToItsEnd() {
        assertThatThrownBy(() -> pem(" ".repeat(1 << 20) + CERTIFICATE))
                .hasMessageContaining("authorities.pem is larger than 1048576 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "canary", KEY})
    void aFileThatIsSpoiltLaterChangesNothingAndIsToldOnce(String spoilt) throws IOException {
        var trusted = authorities(CERTIFICATE);
        assertThat(trusted.readAgain()).isFalse();

        file(spoilt);

        assertThat(trusted.readAgain()).isTrue();
        assertThat(trusted.readAgain()).isFalse();
        assertThat(trusted.pem()).contains(CERTIFICATE);
        assertThat(trusted.trouble().orElseThrow())
                .startsWith("aquifer.hydration.trusted-authorities: ")
                .endsWith(
                        "authorities.pem holds no certificate in PEM; workers trust what it held"
                                + " before");
    }

    @Test
    void aFileThatGoesAndComesBackChangesNothing() throws IOException {
        var trusted = authorities(CERTIFICATE);

        Files.delete(folder.resolve("authorities.pem"));
        assertThat(trusted.readAgain()).isTrue();
        assertThat(trusted.pem()).contains(CERTIFICATE);
        assertThat(trusted.trouble().orElseThrow()).contains("cannot be read: NoSuchFile");

        file(CERTIFICATE);
        assertThat(trusted.readAgain()).isTrue();
        assertThat(trusted.pem()).contains(CERTIFICATE);
        assertThat(trusted.trouble()).isEmpty();
    }

    @Test
    void aFileThatIsMendedIsTaken() throws IOException {
        var other = certificate();
        var trusted = authorities(CERTIFICATE);
        file("canary");
        trusted.readAgain();

        file(CERTIFICATE + other);

        assertThat(trusted.readAgain()).isTrue();
        assertThat(trusted.pem()).contains(CERTIFICATE + other);
        assertThat(trusted.trouble()).isEmpty();
    }

    @Test
    void whatIsNoCertificateIsNoNews() throws IOException {
        var trusted = authorities(CERTIFICATE);

        file("# our own\n" + CERTIFICATE);

        assertThat(trusted.readAgain()).isFalse();
    }

    @Test
    void nobodyIsTrustedWhereNoFileIsNamed() {
        var trusted = new TrustedAuthorities(Optional.empty());

        assertThat(trusted.readAgain()).isFalse();
        assertThat(trusted.pem()).isEmpty();
        assertThat(trusted.trouble()).isEmpty();
    }

    /** An event that cannot be handled is buried: no file may bring that about. */
    @Test
    void eventsAreHandledWhateverBecomesOfTheFile() throws IOException {
        var service = Rehearsal.trusting(file(CERTIFICATE));
        RehearsedCache.fleet(service, "c1", "c2");
        var cache = RehearsedCache.of(service, "weights");
        file("canary");

        cache.want(SPEC);
        cache.staged("c1", "d1");

        for (var cluster : List.of("c1", "c2")) {
            assertThat(trustedBy(cache.job(cluster))).isEqualTo(CERTIFICATE);
        }
    }

    @Test
    void onlyWhoAsksTheSourceIsToldWhomToTrust() throws IOException {
        var service = Rehearsal.trusting(file(CERTIFICATE));
        RehearsedCache.fleet(service, "c1");
        var cache = RehearsedCache.of(service, "weights");
        cache.want(SPEC);
        cache.staged("c1", "d1");
        cache.want(1, SPEC, "now");

        var verify = cache.upkeep("c1");
        assertThat(RehearsedCache.request(verify).path("mode").asText()).isEqualTo("verify");
        assertThat(trustedBy(verify)).isEmpty();

        cache.reports(verify, Readiness.FAILED, differs(verify));
        var repair = cache.upkeep("c1");
        assertThat(RehearsedCache.request(repair).has("repair")).isTrue();
        assertThat(trustedBy(repair)).isEqualTo(CERTIFICATE);
    }

    @Test
    void whoOnlyRemovesIsToldNothing() throws IOException {
        var service = Rehearsal.trusting(file(CERTIFICATE));
        RehearsedCache.fleet(service, "c1");
        var cache = RehearsedCache.of(service, "weights");
        cache.want(SPEC);
        cache.staged("c1", "d1");
        cache.want(2, http("https://models.example/v", Map.of()), "");
        cache.staged("c1", "d2");

        var tidy = cache.upkeep("c1");
        assertThat(RehearsedCache.request(tidy).has("keep")).isTrue();
        assertThat(trustedBy(tidy)).isEmpty();
    }

    private static String differs(WorkRequested job) {
        return ("{\"outcome\":\"failed\",\"attempt\":%d,\"phase\":\"Validation\","
                        + "\"code\":\"DigestMismatch\",\"message\":\"no\","
                        + "\"detail\":{\"paths\":[\"w\"],\"count\":1}}")
                .formatted(job.attempt());
    }

    private static String trustedBy(WorkRequested job) {
        return RehearsedCache.request(job).at("/policy/trustedAuthorities").asText();
    }

    @Test
    void aFileThatIsMissingStopsTheServiceAndIsNamed() {
        var file = folder.resolve("missing.pem").toString();
        var settings =
                CacheSettingsTest.read(Map.of("aquifer.hydration.trusted-authorities", file));
        var database = EmbeddedDatabase.shared().create();

        assertThatThrownBy(() -> new CacheService(settings, database, Clock.systemUTC()))
                .hasMessage(
                        "aquifer.hydration.trusted-authorities: %s cannot be read: NoSuchFileException",
                        file);
    }
}
