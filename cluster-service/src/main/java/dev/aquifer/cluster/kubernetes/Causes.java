package dev.aquifer.cluster.kubernetes;

/** Why a connection failed, in a sentence for people. */
final class Causes {
    private Causes() {}

    /** The innermost cause's own words. */
    static String inWords(Throwable failure) {
        var innermost = failure;
        while (innermost.getCause() != null && innermost.getCause() != innermost) {
            innermost = innermost.getCause();
        }
        var words = innermost.getMessage();
        return words == null || words.isBlank() ? innermost.getClass().getSimpleName() : words;
    }
}
