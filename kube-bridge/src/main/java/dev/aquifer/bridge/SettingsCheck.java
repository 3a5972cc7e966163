package dev.aquifer.bridge;

import java.time.Duration;

/** What must hold of times together: else two replicas may lead at once, or none. */
final class SettingsCheck {
    private SettingsCheck() {}

    /** Throws IllegalArgumentException that names the setting which is wrong. */
    static void of(BridgeSettings settings) {
        var lease = settings.lease();
        positive("control.timeout", settings.control().timeout());
        positive("lease.retry", lease.retry());
        shorter("lease.retry", lease.retry(), "lease.renew-deadline", lease.renewDeadline());
        shorter("lease.renew-deadline", lease.renewDeadline(), "lease.duration", lease.duration());
    }

    private static void positive(String key, Duration value) {
        if (value.toMillis() <= 0) {
            throw wrong(key, "is " + value + ", and has to be more than nothing");
        }
    }

    private static void shorter(String key, Duration value, String other, Duration limit) {
        if (value.compareTo(limit) >= 0) {
            throw wrong(
                    key,
                    "is %s, and has to be shorter than %s, which is %s"
                            .formatted(value, other, limit));
        }
    }

    private static IllegalArgumentException wrong(String key, String why) {
        return new IllegalArgumentException("aquifer.bridge." + key + " " + why);
    }
}
