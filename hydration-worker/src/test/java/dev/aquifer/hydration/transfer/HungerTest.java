package dev.aquifer.hydration.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.aquifer.hydration.http.WebAddress;
import dev.aquifer.hydration.source.PlannedFile;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HungerTest {

    private static final int PART = 4096;

    private final Hunger hunger = new Hunger(0);
    private final FileTransfer file =
            new FileTransfer(
                    0,
                    new PlannedFile(
                            "file",
                            2L * PART,
                            new PlannedFile.Expected.Sha256("0".repeat(64)),
                            new PlannedFile.Content.Remote(
                                    WebAddress.parse("http://origin.example/file"),
                                    Optional.empty(),
                                    Optional.of("\"v\""))),
                    PART);

    @BeforeEach
    void open() {
        file.becomeOpened();
    }

    private Hunger.Level after(long now) {
        hunger.see(now, List.of(file));
        return hunger.level();
    }

    @Test
    void aFileThatNobodyHashesWaits() {
        assertThat(after(10)).isEqualTo(new Hunger.Level(10, 10));
    }

    @Test
    void whoHashesItMayWaitToo() {
        int part = file.parts().claim(8);
        assertThat(file.parts().hashFrom(part)).isTrue();
        assertThat(after(10)).isEqualTo(new Hunger.Level(0, 10));

        hunger.waited(file, 4);

        assertThat(hunger.level()).isEqualTo(new Hunger.Level(4, 10));
    }

    @Test
    void itIsHungryFromAQuarterOfTheTimeOn() {
        Hunger.Level before = new Hunger.Level(1000, 1000);

        assertThat(new Hunger.Level(1025, 1100).grewSince(before)).isFalse();
        assertThat(new Hunger.Level(1026, 1100).grewSince(before)).isTrue();
    }

    @Test
    void whatMoreStreamsCannotHelpDoesNotCount() {
        file.far(true);
        hunger.waited(file, 4);
        assertThat(after(10)).isEqualTo(new Hunger.Level(0, 0));
        file.far(false);

        for (int part = 0; part < 2; part++) {
            file.parts().claim(8);
            file.parts().hashFrom(part);
            file.parts().done(part, 0);
            file.parts().hashed();
        }
        assertThat(after(20)).isEqualTo(new Hunger.Level(0, 0));

        file.becomeSingle();
        assertThat(after(30)).isEqualTo(new Hunger.Level(0, 0));
    }
}
