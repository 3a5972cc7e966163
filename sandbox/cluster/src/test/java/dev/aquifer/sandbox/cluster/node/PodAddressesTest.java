package dev.aquifer.sandbox.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodAddressesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void aPodKeepsItsAddressAlsoUnderTheNextAgent() throws IOException {
        var first = new PodAddresses("127.10.1.0/24");
        assertThat(first.of("a", pod("a"))).isEqualTo("127.10.1.2");
        assertThat(first.of("b", pod("b"))).isEqualTo("127.10.1.3");
        assertThat(first.of("a", pod("a"))).isEqualTo("127.10.1.2");

        var next = new PodAddresses("127.10.1.0/24");
        next.remember("a", pod("a"));
        next.remember("b", pod("b"));
        assertThat(next.of("c", pod("c"))).isEqualTo("127.10.1.4");
    }

    @Test
    void allCanBeInUse() throws IOException {
        var addresses = new PodAddresses("127.10.1.0/30");
        addresses.of("a", pod("a"));
        assertThatThrownBy(() -> addresses.of("b", pod("b"))).hasMessageContaining("in use");
        addresses.free("a");
        assertThat(addresses.of("b", pod("b"))).isEqualTo("127.10.1.2");
    }

    @Test
    void whatCannotBeWrittenDownIsNotGiven() throws IOException {
        var addresses = new PodAddresses("127.10.1.0/30");
        var gone = folder.resolve("gone");
        assertThatThrownBy(() -> addresses.of("a", gone)).isInstanceOf(IOException.class);

        assertThat(addresses.of("a", pod("gone"))).isEqualTo("127.10.1.2");
    }

    @Test
    void onlyLoopbackWillDo() {
        assertThatThrownBy(() -> new PodAddresses("10.0.0.0/24"))
                .hasMessageContaining("10.0.0.0/24");
    }

    private Path pod(String uid) throws IOException {
        return Files.createDirectories(folder.resolve(uid));
    }
}
