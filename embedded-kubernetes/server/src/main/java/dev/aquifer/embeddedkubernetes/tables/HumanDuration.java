package dev.aquifer.embeddedkubernetes.tables;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Ages as kubectl prints them: {@code 12s}, {@code 4m3s}, {@code 5d}. */
final class HumanDuration {
    private HumanDuration() {}

    /** The time since an instant of an object. */
    static String since(String timestamp, Instant now) {
        if (timestamp.isEmpty()) {
            return "<unknown>";
        }
        try {
            return of(Duration.between(Instant.parse(timestamp), now));
        } catch (DateTimeException _) {
            return "<invalid>";
        }
    }

    static String of(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 0) {
            return seconds < -1 ? "<invalid>" : "0s";
        }
        long minutes = seconds / 60;
        long hours = minutes / 60;
        if (seconds < 120) {
            return seconds + "s";
        } else if (minutes < 10) {
            return pair(minutes, "m", seconds % 60, "s");
        } else if (minutes < 180) {
            return minutes + "m";
        } else if (hours < 8) {
            return pair(hours, "h", minutes % 60, "m");
        } else if (hours < 48) {
            return hours + "h";
        }
        return days(hours);
    }

    private static String days(long hours) {
        long days = hours / 24;
        if (hours < 24 * 8) {
            return pair(days, "d", hours % 24, "h");
        } else if (days < 365 * 2) {
            return days + "d";
        } else if (days < 365 * 8) {
            return pair(days / 365, "y", days % 365, "d");
        }
        return days / 365 + "y";
    }

    private static String pair(long large, String unit, long small, String smallUnit) {
        return small == 0 ? large + unit : large + unit + small + smallUnit;
    }
}
