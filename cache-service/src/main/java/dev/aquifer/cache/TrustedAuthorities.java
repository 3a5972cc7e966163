package dev.aquifer.cache;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Whom workers trust in addition to the public authorities: what the operator's file held when it
 * was last of use. Requests are rendered while an event is handled, which a file must not make
 * fail: so nothing is read then, but at the start and by the timer.
 */
final class TrustedAuthorities {
    private final Optional<AuthoritiesFile> file;
    private volatile Reading reading;

    /**
     * What is known of the file.
     *
     * @param content of the file when it was of use
     * @param pem the certificates that are in use; empty for none
     * @param trouble what is wrong with the file; empty for nothing
     */
    private record Reading(String content, String pem, String trouble) {
        static final Reading NONE = new Reading("", "", "");

        static Reading of(AuthoritiesFile file) {
            var content = file.content();
            return new Reading(content, file.certificates(content), "");
        }

        Reading followedBy(AuthoritiesFile file) {
            var now = file.content();
            return trouble.isEmpty() && content.equals(now)
                    ? this
                    : new Reading(now, file.certificates(now), "");
        }

        Reading spoilt(String why) {
            return new Reading(content, pem, why);
        }

        boolean saysTheSameAs(Reading other) {
            return pem.equals(other.pem) && trouble.equals(other.trouble);
        }
    }

    /** Fails with the name of the file where it is of no use. */
    TrustedAuthorities(Optional<Path> file) {
        this.file = file.map(AuthoritiesFile::new);
        this.reading = this.file.map(Reading::of).orElse(Reading.NONE);
    }

    /** Empty where the operator names none. */
    Optional<String> pem() {
        return Optional.of(reading.pem()).filter(pem -> !pem.isEmpty());
    }

    /** What is wrong with the file, and what is done about it; empty where nothing is. */
    Optional<String> trouble() {
        return Optional.of(reading.trouble()).filter(why -> !why.isEmpty());
    }

    /**
     * Takes what the file holds now, or keeps what it held before where that is of no use; says
     * whether that is any news. Of the timer alone.
     */
    boolean readAgain() {
        var before = reading;
        reading = file.map(one -> after(before, one)).orElse(before);
        return !reading.saysTheSameAs(before);
    }

    private static Reading after(Reading before, AuthoritiesFile file) {
        try {
            return before.followedBy(file);
        } catch (IllegalArgumentException e) {
            return before.spoilt(e.getMessage() + "; workers trust what it held before");
        }
    }
}
