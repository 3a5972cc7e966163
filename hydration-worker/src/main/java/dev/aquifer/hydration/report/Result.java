package dev.aquifer.hydration.report;

import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.failure.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How an attempt ended: said once, last, and also left in the termination message. */
public sealed interface Result {

    /** Names what the attempt was for, so that a late result is recognised. */
    record Attempt(String cache, String uid, long generation, long attempt) {
        Report.Line onto(Report.Line line) {
            if (cache.isEmpty()) {
                return line; // Nobody's cache: a person asked.
            }
            return line.with("cache", cache)
                    .with("uid", uid)
                    .with("generation", generation)
                    .with("attempt", attempt);
        }
    }

    /** What was moved, how often it had to be asked for again, and how often to wait. */
    record Effort(
            long fetchedBytes,
            long retries,
            long throttled,
            Instant startedAt,
            Instant finishedAt) {
        /** How long it took. */
        public double seconds() {
            return Duration.between(startedAt, finishedAt).toMillis() / 1000.0;
        }

        Report.Line onto(Report.Line line) {
            return line.with("fetchedBytes", fetchedBytes)
                    .with("retries", retries)
                    .with("throttled", throttled)
                    .with("startedAt", startedAt.toString())
                    .with("finishedAt", finishedAt.toString())
                    .with("seconds", seconds());
        }
    }

    /** The result as a line. */
    Map<String, Object> fields();

    /** The same for a termination message: without what would make it long. */
    default Map<String, Object> brief() {
        return fields();
    }

    /**
     * The artifact is complete in its folder, and the marker proves it.
     *
     * @param unverifiedFiles those of which the source told nothing to compare them with; null
     *     where nobody knows any more
     */
    record Completed(
            @Nullable Attempt attempt,
            String digest,
            String pinned,
            long bytes,
            int files,
            @Nullable Integer unverifiedFiles,
            String folder,
            boolean alreadyPresent,
            List<String> removed,
            Effort effort,
            List<Map<String, Object>> definitions)
            implements Result {
        /** What was not verified, in words. */
        public Optional<String> reservation() {
            return unverifiedFiles == null || unverifiedFiles == 0
                    ? Optional.empty()
                    : Optional.of(
                            unverifiedFiles
                                    + " of "
                                    + files
                                    + " files had no checksum at the source");
        }

        @Override
        public Map<String, Object> fields() {
            Map<String, Object> fields = brief();
            if (!definitions.isEmpty()) {
                fields.put("definitions", definitions);
            }
            return fields;
        }

        @Override
        public Map<String, Object> brief() {
            Report.Line line = new Report.Line("result").with("outcome", "completed");
            if (attempt != null) {
                attempt.onto(line);
            }
            line.with("digest", digest)
                    .with("pinned", pinned)
                    .with("bytes", bytes)
                    .with("files", files)
                    .with("folder", folder)
                    .with("alreadyPresent", alreadyPresent);
            if (unverifiedFiles != null) {
                line.with("unverifiedFiles", unverifiedFiles);
            }
            if (!removed.isEmpty()) {
                line.with("removed", removed);
            }
            return effort.onto(line).fields();
        }
    }

    /** A published artifact was read, and is what its marker says. */
    record Verified(@Nullable Attempt attempt, String digest, long bytes, int files, Effort effort)
            implements Result {
        @Override
        public Map<String, Object> fields() {
            Report.Line line = new Report.Line("result").with("outcome", "verified");
            if (attempt != null) {
                attempt.onto(line);
            }
            line.with("digest", digest).with("bytes", bytes).with("files", files);
            return effort.onto(line).fields();
        }
    }

    /** Nothing was published; the failure says why and whether to come again. */
    record Failed(@Nullable Attempt attempt, HydrationFailed failure, Effort effort)
            implements Result {
        @Override
        public Map<String, Object> fields() {
            Report.Line line = new Report.Line("result").with("outcome", "failed");
            if (attempt != null) {
                attempt.onto(line);
            }
            line.with("phase", failure.code().phase().wire())
                    .with("code", failure.code().wire())
                    .with("message", failure.message())
                    .with("retryable", failure.code().retry() == Retry.BACKOFF)
                    .with("retry", failure.code().retry().wire());
            if (!failure.detail().isEmpty()) {
                line.with("detail", failure.detail());
            }
            return effort.onto(line).fields();
        }
    }

    /** The worker was told to stop; what it has is kept for the next attempt. */
    record Interrupted(@Nullable Attempt attempt, Effort effort) implements Result {
        @Override
        public Map<String, Object> fields() {
            Report.Line line = new Report.Line("result").with("outcome", "interrupted");
            if (attempt != null) {
                attempt.onto(line);
            }
            line.with("retryable", true);
            return effort.onto(line).fields();
        }
    }
}
