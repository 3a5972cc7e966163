package dev.aquifer.hydration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.failure.Code;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** An origin that does what a test wants, and attempts to fetch one file from it. */
abstract class OriginBench {

    final TestOrigin origin = new TestOrigin();
    @TempDir Path volume;

    @AfterEach
    void stop() {
        origin.close();
    }

    Attempt attempt() {
        return Attempt.http(volume, origin.url("/file"));
    }

    /** How an attempt fails, which leaves nothing. */
    Code codeOf(Attempt attempt) {
        Code code = attempt.run().failed().failure().code();
        assertThat(Volumes.published(volume)).isEmpty();
        assertThat(Volumes.markers(volume)).isEmpty();
        return code;
    }
}
