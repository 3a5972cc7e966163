package dev.aquifer.hydration;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.Retry;
import dev.aquifer.hydration.report.Result;

/** What the process ends with. */
enum ExitCode {
    COMPLETE(0),
    RETRYABLE(10),
    NOT_RETRYABLE(20),
    BAD_REQUEST(64),
    INTERRUPTED(143);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static ExitCode of(Result result) {
        return switch (result) {
            case Result.Completed done -> COMPLETE;
            case Result.Verified verified -> COMPLETE;
            case Result.Interrupted interrupted -> INTERRUPTED;
            case Result.Failed failed -> {
                Code code = failed.failure().code();
                if (code == Code.BAD_REQUEST) {
                    yield BAD_REQUEST;
                }
                yield code.retry() == Retry.BACKOFF ? RETRYABLE : NOT_RETRYABLE;
            }
        };
    }
}
