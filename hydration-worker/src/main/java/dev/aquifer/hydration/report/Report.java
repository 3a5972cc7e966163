package dev.aquifer.hydration.report;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line of what the worker says. */
public sealed interface Report {

    /** The line as JSON, field by field; absent values are left out. */
    Map<String, Object> fields();

    /** The source was resolved to one revision, and this is what it holds. */
    record Planned(@Nullable String pinned, int files, @Nullable Long bytes, boolean present)
            implements Report {
        @Override
        public Map<String, Object> fields() {
            return new Line("plan")
                    .with("pinned", pinned)
                    .with("files", files)
                    .with("bytes", bytes)
                    .with("present", present)
                    .fields();
        }
    }

    /**
     * How far it is. Bytes never decrease within an attempt.
     *
     * @param activity what goes on; null while bytes are fetched, or ought to be
     * @param pinned the revision, once it is known: a reader may have missed the plan
     */
    record Progress(
            long bytesDone,
            @Nullable Long bytesTotal,
            int filesDone,
            int filesTotal,
            long rate,
            Instant at,
            @Nullable Activity activity,
            @Nullable String pinned)
            implements Report {

        /** The same with what is known of it besides its numbers. */
        public Progress of(@Nullable Activity doing, @Nullable String revision) {
            return new Progress(
                    bytesDone, bytesTotal, filesDone, filesTotal, rate, at, doing, revision);
        }

        @Override
        public Map<String, Object> fields() {
            return new Line("progress")
                    .with("bytesDone", bytesDone)
                    .with("bytesTotal", bytesTotal)
                    .with("filesDone", filesDone)
                    .with("filesTotal", filesTotal)
                    .with("rate", rate)
                    .with("at", at.toString())
                    .with("activity", activity == null ? null : activity.word())
                    .with("pinned", pinned)
                    .fields();
        }
    }

    /** Nothing is wrong, but somebody else has to finish first. */
    record Waiting(String reason, String on) implements Report {
        @Override
        public Map<String, Object> fields() {
            return new Line("waiting").with("reason", reason).with("on", on).fields();
        }
    }

    /**
     * The origin asked for patience; fewer streams are used from now on.
     *
     * @param throttled how often it has asked in this attempt
     */
    record Throttled(String origin, Duration pause, int streams, long throttled) implements Report {
        @Override
        public Map<String, Object> fields() {
            return new Line("throttled")
                    .with("origin", origin)
                    .with("pauseMillis", pause.toMillis())
                    .with("streams", streams)
                    .with("throttled", throttled)
                    .fields();
        }
    }

    /** No byte has come for a while. */
    record Stalled(Duration silent) implements Report {
        @Override
        public Map<String, Object> fields() {
            return new Line("stalled").with("silentMillis", silent.toMillis()).fields();
        }
    }

    /** A request failed and will be made again. */
    record Retrying(String what, String code, int attempt, Duration pause) implements Report {
        @Override
        public Map<String, Object> fields() {
            return new Line("retrying")
                    .with("what", what)
                    .with("code", code)
                    .with("attempt", attempt)
                    .with("pauseMillis", pause.toMillis())
                    .fields();
        }
    }

    /** A line being put together. */
    final class Line {
        private final Map<String, Object> fields = new LinkedHashMap<>();

        /** Starts a line of this type. */
        public Line(String type) {
            fields.put("t", type);
        }

        /** Adds a field, unless its value is null. */
        public Line with(String name, @Nullable Object value) {
            if (value != null) {
                fields.put(name, value);
            }
            return this;
        }

        Map<String, Object> fields() {
            return fields;
        }
    }

    /** How the attempt ended. */
    record Ended(Result result) implements Report {
        @Override
        public Map<String, Object> fields() {
            return result.fields();
        }
    }
}
