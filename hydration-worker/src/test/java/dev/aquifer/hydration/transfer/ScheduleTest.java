package dev.aquifer.hydration.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.http.WebAddress;
import dev.aquifer.hydration.retry.Stop;
import dev.aquifer.hydration.source.PlannedFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who waits for something to do is woken when there is something, as nobody looks by himself. */
@Timeout(20)
class ScheduleTest {

    private static final int PART = 4096;
    private static final int WORKERS = 4;

    private final Stop stop = new Stop();
    private final FileTransfer file = file(0, 100);
    private final List<Schedule.Work> given = new CopyOnWriteArrayList<>();
    private final List<Thread> workers = new ArrayList<>();

    private static FileTransfer file(int index, int parts) {
        PlannedFile plan =
                new PlannedFile(
                        "file-" + index,
                        (long) parts * PART,
                        new PlannedFile.Expected.Sha256("0".repeat(64)),
                        new PlannedFile.Content.Remote(
                                WebAddress.parse("http://origin.example/" + index),
                                Optional.empty(),
                                Optional.of("\"v\"")));
        return new FileTransfer(index, plan, PART);
    }

    private Schedule schedule(FileTransfer... files) {
        return new Schedule(
                List.of(files), List.of(), WORKERS, stop, new Meter(), Duration.ofHours(1));
    }

    /** Workers that take one work each, and end; they wait before this returns. */
    private void waiting(Schedule schedule, int count) {
        for (int i = 0; i < count; i++) {
            workers.add(Thread.ofPlatform().start(() -> take(schedule)));
        }
        await().until(
                        () ->
                                workers.stream()
                                        .allMatch(w -> w.getState() == Thread.State.TIMED_WAITING));
    }

    private void take(Schedule schedule) {
        Schedule.Work work = schedule.next();
        if (work != null) {
            given.add(work);
        }
    }

    /** This thread works on the only file. */
    private Schedule begun() {
        Schedule schedule = schedule(file);
        assertThat(schedule.next()).isEqualTo(new Schedule.Work.Start(file));
        return schedule;
    }

    /** The part that this thread is given next. */
    private static Schedule.Work.Part part(Schedule schedule) {
        if (schedule.next() instanceof Schedule.Work.Part part) {
            return part;
        }
        throw new AssertionError("no part");
    }

    private void allEnd() throws InterruptedException {
        for (Thread worker : workers) {
            worker.join();
        }
    }

    @AfterEach
    void interrupt() {
        workers.forEach(Thread::interrupt);
    }

    @Test
    void aFileFromNearHasOneWorkerAndOneFromFarAll() throws Exception {
        Schedule schedule = begun();
        waiting(schedule, WORKERS - 1);
        schedule.opened(file);
        assertThat(given).isEmpty();

        schedule.answered(file, true);

        allEnd();
        assertThat(given).hasSize(WORKERS - 1);
        assertThat(given).doesNotHaveDuplicates();
    }

    @Test
    void whoLeavesAFileGetsItsNextPartAndWakesNobody() {
        Schedule schedule = begun();
        waiting(schedule, WORKERS - 1);
        schedule.opened(file);
        schedule.left(file);

        for (int part = 0; part < 3; part++) {
            Schedule.Work.Part work = part(schedule);
            assertThat(work).isEqualTo(new Schedule.Work.Part(file, part, true));
            schedule.fetched(work, 0);
            schedule.left(file);
        }
        assertThat(given).isEmpty();
    }

    @Test
    void aFileThatCannotBeDividedAfterAllGoesOnWhole() {
        Schedule schedule = begun();
        schedule.opened(file);
        schedule.left(file);
        Schedule.Work.Part part = part(schedule);

        schedule.dropped(part);
        schedule.becomeSingle(file);
        schedule.left(file);

        assertThat(schedule.next()).isEqualTo(new Schedule.Work.Whole(file));
    }

    @Test
    void aFileThatEndsMakesRoomForOneThatWaits() throws Exception {
        FileTransfer[] files = new FileTransfer[WORKERS + 1];
        for (int i = 0; i < files.length; i++) {
            files[i] = file(i, 1);
        }
        Schedule schedule = schedule(files);
        for (int i = 0; i < WORKERS; i++) {
            schedule.next();
        }
        waiting(schedule, 1);

        schedule.finished(files[0], new VerifiedFile("file-0", PART, "0".repeat(64)));

        allEnd();
        assertThat(given).containsExactly(new Schedule.Work.Start(files[WORKERS]));
    }

    @Test
    void partsThatTheWindowDidNotReachAreGivenOnceItDoes() throws Exception {
        Schedule schedule = begun();
        schedule.opened(file);
        schedule.answered(file, true);
        List<Schedule.Work.Part> window = new ArrayList<>();
        for (int part = 0; part < 8; part++) {
            window.add(part(schedule));
        }
        waiting(schedule, 1);

        schedule.fetched(window.getFirst(), 0);

        allEnd();
        assertThat(given).containsExactly(new Schedule.Work.Part(file, 8, false));
    }

    @Test
    void allEndWithTheLastFile() throws Exception {
        Schedule schedule = begun();
        waiting(schedule, WORKERS - 1);

        schedule.finished(file, new VerifiedFile("file-0", PART, "0".repeat(64)));

        allEnd();
        assertThat(given).isEmpty();
    }

    @Test
    void allEndWithAFailure() throws Exception {
        Schedule schedule = begun();
        waiting(schedule, WORKERS - 1);

        schedule.failed(new IllegalStateException("for the test"));

        allEnd();
        assertThat(given).isEmpty();
    }
}
