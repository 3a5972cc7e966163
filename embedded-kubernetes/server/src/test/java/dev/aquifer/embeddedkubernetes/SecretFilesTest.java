package dev.aquifer.embeddedkubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the owner may read. */
class SecretFilesTest {
    @TempDir private Path data;

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(name)));
    }

    @Test
    void keysTokensAndObjectsAreTheOwnersAlone() throws IOException {
        EmbeddedKubernetes.start(Options.in(data)).close();
        for (String secret : new String[] {"server.key", "kubelet-client.key", "token"}) {
            assertThat(mode("pki/" + secret)).as(secret).isEqualTo("rw-------");
        }
        assertThat(mode("pki")).isEqualTo("rwx------");
        assertThat(mode("store")).isEqualTo("rwx------");
    }

    @Test
    void aKeyThatWasMadeLessStrictlyIsClosed() throws IOException {
        EmbeddedKubernetes.start(Options.in(data)).close();
        Path key = data.resolve("pki/server.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        EmbeddedKubernetes.start(Options.in(data)).close();
        assertThat(mode("pki/server.key")).isEqualTo("rw-------");
    }
}
