package dev.aquifer.hydration.retry;

import dev.aquifer.hydration.failure.Code;
import dev.aquifer.hydration.failure.HydrationFailed;
import dev.aquifer.hydration.http.Exchange;
import dev.aquifer.hydration.http.IdleConnection;
import dev.aquifer.hydration.http.MalformedAnswer;
import dev.aquifer.hydration.http.ResponseHead;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;

/** What a status that is no success means, and what a broken connection means. */
public final class Answers {

    private Answers() {}

    /** Fails for every status but success: for good, or as trouble that may pass. */
    public static void requireSuccess(Exchange exchange, Clock clock) throws OriginTrouble {
        int status = exchange.head().status();
        if (status >= 200 && status < 300) {
            return;
        }
        String what = exchange.request() + " was answered with " + status + reason(exchange.head());
        switch (status) {
            case 401 -> throw failed(Code.AUTH_REQUIRED, what, status);
            case 403, 451 -> throw failed(Code.AUTH_FORBIDDEN, what, status);
            case 404, 410 -> throw failed(Code.NOT_FOUND, what, status);
            case 429 ->
                    throw new OriginTrouble(
                            Code.RATE_LIMITED, what, true, retryAfter(exchange.head(), clock));
            case 503 ->
                    throw new OriginTrouble(
                            Code.ORIGIN_UNAVAILABLE,
                            what,
                            true,
                            retryAfter(exchange.head(), clock));
            case 408, 425 -> throw new OriginTrouble(Code.ORIGIN_UNAVAILABLE, what);
            default ->
                    throw new OriginTrouble(
                            status >= 500 ? Code.ORIGIN_UNAVAILABLE : Code.PROTOCOL_VIOLATION,
                            what);
        }
    }

    /** Trouble behind an exception of the connection. */
    static OriginTrouble trouble(String what, IOException e) {
        return switch (e) {
            case OriginTrouble trouble -> trouble;
            case IdleConnection idle ->
                    new OriginTrouble(Code.STALLED, what + " stalled: " + idle.getMessage());
            case SocketTimeoutException timeout ->
                    new OriginTrouble(Code.TIMEOUT, what + " could not be connected in time");
            case MalformedAnswer malformed ->
                    new OriginTrouble(
                            Code.PROTOCOL_VIOLATION, what + " got " + malformed.getMessage());
            case UnknownHostException unknown ->
                    new OriginTrouble(
                            Code.ORIGIN_UNAVAILABLE, what + ": the name of the host is unknown");
            default ->
                    new OriginTrouble(
                            Code.ORIGIN_UNAVAILABLE, what + " broke off: " + e.getMessage());
        };
    }

    private static HydrationFailed failed(Code code, String what, int status) {
        return new HydrationFailed(code, what, Map.of("status", status), null);
    }

    /** Hubs name the reason in a header of their own; only plain words are repeated. */
    private static String reason(ResponseHead head) {
        return head.field("x-error-code")
                .filter(code -> code.matches("[A-Za-z]{1,40}"))
                .map(code -> " (" + code + ")")
                .orElse("");
    }

    static Optional<Duration> retryAfter(ResponseHead head, Clock clock) {
        return head.field("retry-after").flatMap(value -> delay(value, clock));
    }

    private static Optional<Duration> delay(String value, Clock clock) {
        if (value.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            ZonedDateTime date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration left = Duration.between(clock.instant(), date.toInstant());
            return Optional.of(left.isNegative() ? Duration.ZERO : left);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
