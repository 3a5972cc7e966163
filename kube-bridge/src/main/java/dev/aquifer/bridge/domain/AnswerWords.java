package dev.aquifer.bridge.domain;

import java.util.regex.Pattern;

/** The words of a rejection, fit for the bus. */
public final class AnswerWords {
    private static final int LONGEST = 8_000;
    private static final Pattern CREDENTIALS = Pattern.compile("://[^/\\s\"'@]*@");

    private AnswerWords() {}

    /** Not too long, and without what stands before the host of an address that is quoted. */
    public static String of(String why) {
        var words = CREDENTIALS.matcher(why).replaceAll("://***@");
        return words.length() <= LONGEST ? words : words.substring(0, LONGEST) + "…";
    }
}
