package dev.aquifer.sandbox.launcher.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
    @TempDir private Path temporary;

    @Test
    void arePickedOncePerFolderAndRemembered() {
        var ports = new Ports(folder(), new Random());
        int broker = ports.of("broker");
        ports.remember();
        assertThat(ports.of("database")).isNotEqualTo(broker);
        assertThat(new Ports(folder(), new Random()).of("broker")).isEqualTo(broker);
    }

    @Test
    void arePickedAnewWhenSomebodyElseTookOne() throws IOException {
        var ports = new Ports(folder(), new Random());
        int broker = ports.of("broker");
        int database = ports.of("database");
        ports.remember();
        try (var taken = new ServerSocket(broker, 1, InetAddress.getLoopbackAddress())) {
            var later = new Ports(folder(), new Random());
            later.settle(use -> false);
            assertThat(later.of("broker")).isNotEqualTo(taken.getLocalPort());
            assertThat(later.of("database")).isEqualTo(database);
        }
    }

    @Test
    void stayWhenItIsAProcessOfOursThatListensThere() throws IOException {
        var ports = new Ports(folder(), new Random());
        int broker = ports.of("broker");
        ports.remember();
        try (var ours = new ServerSocket(broker, 1, InetAddress.getLoopbackAddress())) {
            var later = new Ports(folder(), new Random());
            later.settle("broker"::equals);
            assertThat(later.of("broker")).isEqualTo(ours.getLocalPort());
        }
    }

    @Test
    void doNotMeetThoseOfAnotherFolderThatWasChosenWithTheSameLuck() throws IOException {
        var one = new Ports(new Folder(temporary.resolve("one")), new Random(7));
        try (var taken = new ServerSocket(one.of("broker"), 1, InetAddress.getLoopbackAddress())) {
            var two = new Ports(new Folder(temporary.resolve("two")), new Random(7));
            assertThat(two.of("broker")).isNotEqualTo(taken.getLocalPort());
        }
    }

    private Folder folder() {
        return new Folder(temporary);
    }
}
