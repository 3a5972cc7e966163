package dev.aquifer.hydration.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArtifactDigestTest {

    private static final VerifiedFile A = new VerifiedFile("a", 1, "11".repeat(32));
    private static final VerifiedFile B = new VerifiedFile("b/c", 2, "22".repeat(32));

    @Test
    void isTheHashOfSortedLines() {
        String lines = "a\t1\t" + "11".repeat(32) + "\nb/c\t2\t" + "22".repeat(32) + "\n";

        assertThat(ArtifactDigest.of(List.of(B, A)))
                .isEqualTo(new ArtifactDigest(Digests.sha256Hex(lines)));
    }

    @Test
    void sortsByBytesAndNotByCharacters() {
        VerifiedFile high = new VerifiedFile("\uffee", 1, "11".repeat(32));
        VerifiedFile beyond = new VerifiedFile("\ud83d\ude80", 1, "11".repeat(32));
        String lines =
                "\uffee\t1\t" + "11".repeat(32) + "\n\ud83d\ude80\t1\t" + "11".repeat(32) + "\n";

        assertThat(ArtifactDigest.of(List.of(beyond, high)).hex())
                .isEqualTo(Digests.sha256Hex(lines));
    }
}
