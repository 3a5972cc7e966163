package dev.aquifer.hydration.volume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.failure.Code;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VolumeErrorsTest {

    private static final String GERMAN = "Auf dem Gerät ist kein Speicherplatz mehr verfügbar";

    @Test
    void aFullVolumeIsKnownInTheLanguageOfTheProcess() {
        IOException full = new IOException(GERMAN);

        assertThat(VolumeErrors.inOtherWords(full, Optional.of(GERMAN)))
                .isEqualTo(Code.INSUFFICIENT_SPACE);
        assertThat(VolumeErrors.inOtherWords(full, Optional.of("something else")))
                .isEqualTo(Code.VOLUME_FAILED);
        assertThat(VolumeErrors.inOtherWords(full, Optional.empty())).isEqualTo(Code.VOLUME_FAILED);
    }

    @Test
    void theFullDeviceSaysWhatAFullVolumeSays() {
        assertThat(FullDevice.error().map(IOException::new))
                .hasValueSatisfying(
                        e ->
                                assertThat(VolumeErrors.of("x", e).code())
                                        .isEqualTo(Code.INSUFFICIENT_SPACE));
    }
}
