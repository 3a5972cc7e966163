package dev.aquifer.counterpart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How starts that fail are treated, with scripts of which it is known when they do. */
class RealControlPlaneTest {
    @TempDir Path tools;
    @TempDir Path folder;

    @BeforeEach
    void downIsNoted() throws IOException {
        script("kube-down", "echo down >> \"$1/calls\"");
    }

    @Test
    void aStartThatFailsIsCleanedUpAndTriedAgain() throws Exception {
        script("kube-up", "echo up >> \"$1/calls\"; [ \"$(grep -c up \"$1/calls\")\" -ge 2 ]");

        RealControlPlane.start(tools, folder);

        assertThat(folder.resolve("calls")).hasContent("up\ndown\nup");
    }

    @Test
    void oneThatNeverComesUpSaysWhatItSaidAndLeavesNothing() throws Exception {
        script("kube-up", "echo up >> \"$1/calls\"; echo no etcd here >&2; exit 1");

        assertThatThrownBy(() -> RealControlPlane.start(tools, folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no etcd here");
        assertThat(folder.resolve("calls")).hasContent("up\ndown\nup\ndown\nup\ndown");
    }

    @Test
    void itComesBackWhereItWas() throws Exception {
        script("kube-up", "echo \"$@\" >> \"$1/calls\"");
        var plane = RealControlPlane.start(tools, folder, RealControlPlane.NO_LWS);

        plane.startAgain();

        var once = folder + " --port " + plane.port() + " --no-lws";
        assertThat(folder.resolve("calls")).hasContent(once + "\n" + once);
    }

    private void script(String name, String body) throws IOException {
        var file = Files.writeString(tools.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
