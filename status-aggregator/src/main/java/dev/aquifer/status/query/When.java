package dev.aquifer.status.query;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An instant as people write it: RFC 3339, or how long ago. */
final class When {
    private static final Pattern AGO =
            Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?");

    private When() {}

    /** The instant; throws BadQuestion that says what would be understood. */
    static Instant parse(String text, Instant now) {
        var ago = AGO.matcher(text);
        if (!text.isEmpty() && ago.matches()) {
            var length =
                    Duration.ofDays(number(ago.group(1)))
                            .plusHours(number(ago.group(2)))
                            .plusMinutes(number(ago.group(3)))
                            .plusSeconds(number(ago.group(4)));
            return now.minus(length);
        }
        try {
            var instant = OffsetDateTime.parse(text).toInstant();
            if (instant.isAfter(now)) {
                throw new BadQuestion("'" + text + "' is in the future");
            }
            return instant;
        } catch (DateTimeException e) {
            throw new BadQuestion(
                    "'"
                            + text
                            + "' is no time: write 2026-01-31T09:30:00Z, or how long ago: 90s, 10m, 2h30m, 1d");
        }
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
