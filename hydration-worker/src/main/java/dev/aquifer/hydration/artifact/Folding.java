package dev.aquifer.hydration.artifact;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/**
 * A difference of two names that some file systems do not see: to them both are one file. Names are
 * compared here more broadly than any of them does it, for a plan that is refused does less harm
 * than one file in the place of two.
 */
public enum Folding {
    /** Composed characters and the same ones spelled as letter and accent. */
    NORMAL_FORM("probe-\u00e9", "probe-e\u0301", "of which form of Unicode a name is") {
        @Override
        String fold(String name) {
            return Normalizer.normalize(name, Normalizer.Form.NFD);
        }
    },

    /** Upper and lower case. */
    LETTER_CASE("probe-a", "PROBE-A", "of upper and lower case") {
        @Override
        String fold(String name) {
            // Up and down again: some letters have one partner up there, but two below.
            return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        }
    },

    /** Dots at the end of a name. */
    TRAILING_DOTS("probe-b.", "probe-b", "of dots at the end of a name") {
        @Override
        String fold(String name) {
            return name.replaceAll("\\.+(?=/|$)", "");
        }
    };

    private final String spelling;
    private final String other;
    private final String words;

    Folding(String spelling, String other, String words) {
        this.spelling = spelling;
        this.other = other;
        this.words = words;
    }

    /** A name by which a folder can be asked. */
    public String spelling() {
        return spelling;
    }

    /** What finds the same file where this difference is not seen, and nothing elsewhere. */
    public String other() {
        return other;
    }

    /** What no notice is taken of. */
    String words() {
        return words;
    }

    abstract String fold(String name);

    /** What two names have in common that are one with these foldings. */
    static String key(String name, Set<Folding> folded) {
        String key = name;
        // Twice, for a letter of another case may be composed anew.
        for (int i = 0; i < 2; i++) {
            for (Folding folding : folded) {
                key = folding.fold(key);
            }
        }
        return key;
    }
}
