package dev.aquifer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aquifer.events.Topic;
import dev.aquifer.events.wire.EventCodec;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

/** What becomes of records that a reader cannot hand over. */
class ReaderIntakeTest {
    private final List<Long> buried = new ArrayList<>();
    private boolean away;
    private final ReaderIntake intake =
            new ReaderIntake(
                    new EventCodec(),
                    new Scene.Notes().log(),
                    new HealthBoard(Clock.systemUTC()),
                    new NewestOfSlots(Clock.systemUTC()),
                    Optional.of(
                            (record, _) -> {
                                if (away) {
                                    throw new KafkaException("away");
                                }
                                buried.add(record.offset());
                            }));

    private void read(long offset) {
        intake.begin();
        var batch = new ArrayList<Received>();
        var garbage =
                new ConsumerRecord<byte[], byte[]>(
                        Topic.DESIRED.topicName(), 0, offset, new byte[] {1}, new byte[] {2});
        assertThat(intake.take(garbage, batch)).isTrue();
        assertThat(batch).isEmpty();
    }

    @Test
    void aRecordThatIsReadAgainAsItsLetterWasNotTakenIsBuriedOnce() {
        away = true;
        for (int attempt = 0; attempt < 3; attempt++) {
            read(7);
            assertThatThrownBy(intake::bury).isInstanceOf(KafkaException.class);
        }
        away = false;
        read(7);

        intake.bury();

        assertThat(buried).containsExactly(7L);
    }
}
