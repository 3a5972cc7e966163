package dev.aquifer.hydration.report;

import dev.aquifer.hydration.report.Result.Completed;
import dev.aquifer.hydration.report.Result.Failed;
import dev.aquifer.hydration.report.Result.Interrupted;
import dev.aquifer.hydration.report.Result.Verified;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reports as a person reads them. */
final class Sentences {

    private static final double MEBI = 1024.0 * 1024.0;

    private Sentences() {}

    static String of(Report report) {
        return switch (report) {
            case Report.Planned plan ->
                    "plan: %d files, %s, revision %s%s"
                            .formatted(
                                    plan.files(),
                                    size(plan.bytes()),
                                    plan.pinned(),
                                    plan.present() ? ", already here" : "");
            case Report.Progress p -> progress(p);
            case Report.Waiting waiting -> "waiting: " + waiting.reason() + " " + waiting.on();
            case Report.Throttled throttled ->
                    "throttled by %s: pause of %d ms, %d streams"
                            .formatted(
                                    throttled.origin(),
                                    throttled.pause().toMillis(),
                                    throttled.streams());
            case Report.Stalled stalled ->
                    "no byte for " + stalled.silent().toSeconds() + " seconds";
            case Report.Retrying retry ->
                    "again in %d ms: %s (%s)"
                            .formatted(retry.pause().toMillis(), retry.what(), retry.code());
            case Report.Ended ended -> of(ended.result());
        };
    }

    private static String progress(Report.Progress p) {
        String activity = p.activity() == null ? "" : p.activity().word();
        if (p.filesTotal() == 0 && !activity.isEmpty()) {
            return activity; // Nobody knows yet how much there is.
        }
        return "%s of %s, %d of %d files, %s/s%s"
                .formatted(
                        size(p.bytesDone()),
                        size(p.bytesTotal()),
                        p.filesDone(),
                        p.filesTotal(),
                        size(p.rate()),
                        activity.isEmpty() ? "" : ", " + activity);
    }

    private static String of(Result result) {
        return switch (result) {
            case Completed done ->
                    "%s: %s, %d files, %s fetched in %d ms, folder %s"
                            .formatted(
                                    done.alreadyPresent()
                                            ? "already here"
                                            : "complete"
                                                    + done.reservation()
                                                            .map(words -> "; " + words)
                                                            .orElse(""),
                                    size(done.bytes()),
                                    done.files(),
                                    size(done.effort().fetchedBytes()),
                                    Duration.between(
                                                    done.effort().startedAt(),
                                                    done.effort().finishedAt())
                                            .toMillis(),
                                    done.folder());
            case Verified verified ->
                    "verified: %s, %d files, digest %s"
                            .formatted(size(verified.bytes()), verified.files(), verified.digest());
            case Failed failed ->
                    "failed: %s/%s: %s"
                            .formatted(
                                    failed.failure().code().phase().wire(),
                                    failed.failure().code().wire(),
                                    failed.failure().message());
            case Interrupted interrupted -> "interrupted; the next attempt goes on from here";
        };
    }

    private static String size(@Nullable Long bytes) {
        return bytes == null
                ? "unknown size"
                : String.format(Locale.ROOT, "%.1f MiB", bytes / MEBI);
    }
}
