package dev.aquifer.sandbox.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PathRewritingTest {
    private static final List<Mount> MOUNTS =
            List.of(
                    new Mount(Path.of("/v/one"), "/data", false),
                    new Mount(Path.of("/v/deep"), "/data/deep", false));

    @Test
    void wholePathsAreReplacedDeepestFirst() {
        assertThat(rewrite("cp /data/a /data/deep/b --to=/data"))
                .isEqualTo("cp /v/one/a /v/deep/b --to=/v/one");
    }

    @Test
    void pathsThatOnlyLookAlikeStay() {
        assertThat(rewrite("/database /my/data /data-2 data"))
                .isEqualTo("/database /my/data /data-2 data");
    }

    @Test
    void rewritingTwiceChangesNothing() {
        assertThat(rewrite(rewrite("/data/x"))).isEqualTo(rewrite("/data/x"));
    }

    @Test
    void namesOfPodsBecomeAddresses() {
        var text =
                PathRewriting.text(
                        "tcp://gang-0.gang.ns:18500 my-gang-0.gang.ns",
                        List.of(),
                        Map.of("gang-0.gang.ns", "127.1.0.2"));
        assertThat(text).isEqualTo("tcp://127.1.0.2:18500 my-gang-0.gang.ns");
    }

    private static String rewrite(String text) {
        return PathRewriting.text(text, MOUNTS, Map.of());
    }
}
