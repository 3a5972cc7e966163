package dev.aquifer.hydration.transfer;

import dev.aquifer.hydration.artifact.VerifiedFile;
import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Client;
import dev.aquifer.hydration.source.PlannedFile.Content;
import dev.aquifer.hydration.volume.Recorded;
import dev.aquifer.hydration.volume.Staging;
import dev.aquifer.hydration.volume.Steps.Step;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** One stream: takes work from the schedule until there is none. */
final class Worker implements Runnable {

    private static final int BUFFER = 128 * 1024;
    private static final int MOST_RESTARTS = 1;

    private final Schedule schedule;
    private final Staging staging;
    private final Transfer.Tools tools;
    private final Executor writers;
    private @Nullable ByteBuffer buffer;

    /**
     * @param writers runs what this stream writes behind its back
     */
    Worker(Schedule schedule, Staging staging, Transfer.Tools tools, Executor writers) {
        this.schedule = schedule;
        this.staging = staging;
        this.tools = tools;
        this.writers = writers;
    }

    @Override
    public void run() {
        try (Client client = tools.clients().get()) {
            Carrier carrier =
                    new Carrier(client, tools, staging.lease(), new Pieces(writers), schedule);
            Schedule.Work work;
            while ((work = schedule.next()) != null) {
                execute(work, carrier);
            }
        } catch (RuntimeException e) {
            end(e);
        } catch (Error e) {
            end(new HydrationFailed(Code.UNKNOWN, e.toString(), Map.of(), e));
        }
    }

    private void end(RuntimeException e) {
        schedule.failed(e);
        tools.connections().stop();
    }

    private void execute(Schedule.Work work, Carrier carrier) {
        switch (work) {
            case Schedule.Work.Start start -> start(start.file());
            case Schedule.Work.Part part -> part(part, carrier);
            case Schedule.Work.Whole whole -> whole(whole.file(), carrier);
        }
    }

    private void start(FileTransfer file) {
        file.open(staging);
        if (file.plan().content() instanceof Content.Literal literal) {
            int size = literal.bytes().remaining();
            file.file().write(literal.bytes(), 0);
            tools.meter().present(size);
            file.hashes().update(literal.bytes());
            finish(file, size);
        } else {
            schedule.opened(file);
            hashOn(file);
        }
        schedule.left(file);
    }

    private void part(Schedule.Work.Part work, Carrier carrier) {
        FileTransfer file = work.file();
        try {
            int crc = carrier.part(file, work.part(), work.inline());
            tools.steps().reached(Step.PART_WRITTEN);
            if (file.parts().count() > 1) {
                staging.journal().part(file.index(), work.part(), crc);
                if (file.file().written(file.parts().length(work.part()))) {
                    staging.journal().force();
                }
            }
            tools.steps().reached(Step.PART_RECORDED);
            schedule.fetched(work, crc);
            hashOn(file);
        } catch (RangeAnswer.RangesIgnored e) {
            schedule.dropped(work);
            schedule.becomeSingle(file);
        }
        schedule.left(file);
    }

    private void whole(FileTransfer file, Carrier carrier) {
        restart(file);
        long size = carrier.whole(file, () -> restart(file));
        finish(file, size);
        schedule.left(file);
    }

    /** Others may write as soon as the schedule says so, hence it is told last. */
    private void restart(FileTransfer file) {
        staging.journal().reset(file.index());
        file.file().empty();
        tools.meter().lost(schedule.restart(file));
    }

    /** Hashes parts that are there and next in order, reading them back; ends a complete file. */
    private void hashOn(FileTransfer file) {
        int part;
        while ((part = schedule.hashNext(file)) >= 0) {
            Hashes before = file.hashes().copy();
            if (readBack(file, part) == file.parts().crc(part)) {
                schedule.hashed(file);
            } else {
                file.hashes(before);
                tools.meter().lost(file.parts().length(part));
                schedule.spoiled(file, part);
            }
        }
        if (schedule.completes(file)) {
            Long size = file.plan().size();
            finish(file, size == null ? 0 : size);
        }
    }

    private int readBack(FileTransfer file, int part) {
        CRC32C crc = new CRC32C();
        ByteBuffer room = buffer == null ? ByteBuffer.allocateDirect(BUFFER) : buffer;
        buffer = room;
        long end = file.parts().end(part);
        for (long at = file.parts().start(part); at < end; ) {
            tools.stop().check();
            room.clear().limit((int) Math.min(BUFFER, end - at));
            int read = file.file().read(room, at);
            if (read <= 0) {
                return ~(int) crc.getValue();
            }
            room.flip();
            crc.update(room.duplicate());
            file.hashes().update(room);
            tools.meter().worked();
            at += read;
        }
        return (int) crc.getValue();
    }

    private void finish(FileTransfer file, long size) {
        String sha256;
        try {
            sha256 = file.hashes().verified();
        } catch (HydrationFailed e) {
            again(file, size, e);
            return;
        }
        long modified = file.file().seal(size);
        tools.steps().reached(Step.FILE_SYNCED);
        staging.journal().file(file.index(), new Recorded.Done(size, modified, sha256));
        tools.steps().reached(Step.FILE_RECORDED);
        file.file().close();
        file.forget();
        tools.meter().fileDone();
        schedule.finished(file, new VerifiedFile(file.plan().path(), size, sha256));
    }

    /** Bytes were damaged on the way or at the origin: once more from the start, then no more. */
    private void again(FileTransfer file, long size, HydrationFailed e) {
        if (file.mismatched() > MOST_RESTARTS) {
            staging.journal().reset(file.index());
            file.file().empty();
            throw e;
        }
        if (file.single()) {
            tools.meter().lost(size);
        }
        restart(file);
    }
}
