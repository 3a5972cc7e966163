package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An origin whose certificate is of an authority that only its owners know. */
class PrivateAuthorityTest {

    private static final byte[] FILE = Bytes.random(3 * Attempt.PART + 1, 61);

    @TempDir private static Path keys;
    @TempDir private static Path otherKeys;
    @TempDir private static Path tree;
    private static TestAuthority authority;
    private static TestAuthority other;

    @TempDir private Path scratch;
    private TestOrigin origin;

    @BeforeAll
    static void makeAuthorities() throws IOException, GeneralSecurityException {
        authority = new TestAuthority(keys, 0);
        other = new TestAuthority(otherKeys, -9);
    }

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        origin = new TestOrigin(authority.server());
        origin.on("/file", (request, answer) -> answer.file(FILE, "\"v\""));
    }

    @AfterEach
    void stop() {
        origin.close();
    }

    private String url() {
        return "https://127.0.0.1:" + origin.port() + "/file";
    }

    private Attempt attempt() throws IOException {
        return Attempt.http(Files.createDirectory(scratch.resolve("volume")), url());
    }

    @Test
    void isTrustedWhereItIsNamed() throws Exception {
        Attempt.Outcome outcome =
                attempt().policy("trustedAuthorities", other.pem() + authority.pem()).run();

        assertThat(outcome.file("artifact")).hasBinaryContent(FILE);
    }

    @Test
    void isToBeNamedWhereItIsNot() throws Exception {
        Attempt.Outcome outcome = attempt().policy("trustedAuthorities", other.pem()).run();

        HydrationFailed failure = outcome.failed().failure();
        assertThat(failure.code()).isEqualTo(Code.ORIGIN_UNTRUSTED);
        assertThat(failure.detail()).containsEntry("certificate", "UnknownAuthority");
        assertThat(failure.message()).contains("https://127.0.0.1:", "has to be named");
    }

    @Test
    void vouchesForNobodyForever() throws Exception {
        origin.close();
        origin = new TestOrigin(other.server());

        Attempt.Outcome outcome = attempt().policy("trustedAuthorities", other.pem()).run();

        assertThat(outcome.failed().failure().code()).isEqualTo(Code.ORIGIN_UNTRUSTED);
        assertThat(outcome.failed().failure().detail()).containsEntry("certificate", "NotValidNow");
    }

    @Test
    void vouchesForNoServerWhereItSaysSo() throws Exception {
        TestAuthority ofClients =
                new TestAuthority(Files.createDirectory(scratch.resolve("c")), 0, "eku=clientAuth");
        origin.close();
        origin = new TestOrigin(ofClients.server());

        HydrationFailed failure =
                attempt().policy("trustedAuthorities", ofClients.pem()).run().failed().failure();

        assertThat(failure.code()).isEqualTo(Code.ORIGIN_UNTRUSTED);
        assertThat(failure.detail()).containsEntry("certificate", "NotAcceptable");
        assertThat(failure.message()).contains("Extended key usage");
    }

    @Test
    void isTrustedBesideThoseOfJava() throws Exception {
        String javas = "JAVA_TOOL_OPTIONS=" + authority.insteadOfJavas();
        Attempt named = attempt().policy("trustedAuthorities", other.pem());

        try (Child child =
                Child.start(scratch, named, List.of("env", javas), HydrationMain.class, Map.of())) {
            assertThat(child.exitCode()).as(child.output()).isZero();
        }
    }

    @Test
    void isNoneInATextThatHoldsNoCertificate() throws IOException {
        Attempt empty = attempt().policy("trustedAuthorities", "nothing");
        assertThatThrownBy(empty::run)
                .hasMessageContaining("policy.trustedAuthorities holds no certificate");

        empty.policy(
                "trustedAuthorities",
                "-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n");
        assertThatThrownBy(empty::run)
                .hasMessageContaining("certificate 1 of policy.trustedAuthorities cannot be read");
    }

    private Command.Ended hydrate(Command command, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(url(), "models"));
        arguments.add("--allow-private-origins");
        arguments.addAll(List.of(more));
        return command.run(arguments.toArray(String[]::new));
    }

    @Test
    void isNamedToTheCommandByAnOption() throws Exception {
        Command.Ended without = hydrate(new Command(tree, scratch));
        assertThat(without.status()).isEqualTo(20);
        assertThat(without.err()).contains("OriginUntrusted", "needs --ca-file");

        Command.Ended ended =
                hydrate(new Command(tree, scratch), "--ca-file", authority.file().toString());

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(scratch.resolve("models/file")).hasBinaryContent(FILE);
    }

    @Test
    void thatIsNotInTheFileOfTheOptionIsSaidSo() throws Exception {
        String file = other.file().toString();

        Command.Ended ended = hydrate(new Command(tree, scratch), "--ca-file", file);

        assertThat(ended.status()).isEqualTo(20);
        assertThat(ended.err()).contains("is not in " + file + " either");
    }

    @Test
    void isNamedToTheCommandByTheUsualVariable() throws Exception {
        Command command = new Command(tree, scratch);
        command.with("SSL_CERT_FILE", authority.file().toString());

        assertThat(hydrate(command).status()).isZero();
    }

    /** Another authority's certificate as OpenSSL keeps its own settings with it. */
    private static String trusted() throws GeneralSecurityException {
        return other.pem().replace(" CERTIFICATE", " TRUSTED CERTIFICATE");
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(scratch.resolve(name), content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "folder", "empty", "large", "broken", "trusted", "cut"})
    void aFileOfNoUseIsNamed(String name) throws Exception {
        Files.createDirectory(scratch.resolve("folder"));
        write("empty", "");
        write("large", authority.pem() + "#".repeat(4 * 1024 * 1024));
        write("broken", "-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n");
        write("trusted", authority.pem() + trusted());
        write("cut", authority.pem() + other.pem().replaceFirst("-----END.*\n", ""));

        Command.Ended ended = hydrate(new Command(tree, scratch), "--ca-file", name);

        assertThat(ended.status()).isEqualTo(64);
        assertThat(ended.err()).contains("--ca-file " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "folder", "empty"})
    void whatIsWrongWithTheUsualVariableBreaksNothingThatNeedsItNot(String name) throws Exception {
        Files.createDirectory(scratch.resolve("folder"));
        write("empty", "");
        try (TestOrigin plain = new TestOrigin()) {
            plain.on("/file", (request, answer) -> answer.file(FILE, "\"v\""));

            Command.Ended ended =
                    new Command(tree, scratch)
                            .with("SSL_CERT_FILE", name)
                            .run(plain.url("/file"), "models", "--allow-private-origins", "--json");

            assertThat(ended.status()).as(ended.out()).isZero();
            assertThat(ended.err().lines()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "folder", "empty"})
    void whatIsWrongWithTheUsualVariableIsSaidWhereAnAuthorityIsNeeded(String name)
            throws Exception {
        Files.createDirectory(scratch.resolve("folder"));
        write("empty", "");

        Command.Ended ended = hydrate(new Command(tree, scratch).with("SSL_CERT_FILE", name));

        assertThat(ended.err())
                .contains("warning: passed over: SSL_CERT_FILE=" + name)
                .contains("OriginUntrusted", "needs --ca-file");
    }

    @Test
    void whatIsGoodOfTheUsualVariableIsTrusted() throws Exception {
        write("bundle", other.pem().replaceFirst("M", "N") + trusted() + authority.pem());

        Command.Ended ended =
                hydrate(new Command(tree, scratch).with("SSL_CERT_FILE", "bundle"), "--json");

        assertThat(ended.status()).as(ended.out()).isZero();
        assertThat(ended.err().lines())
                .singleElement()
                .asString()
                .startsWith("warning: passed over: certificate 1 of SSL_CERT_FILE=bundle")
                .endsWith(" (and 1 more)");
    }
}
