package dev.aquifer.embeddedkubernetes.api;

/** How a write is to be done. */
record WriteOptions(boolean dryRun, String manager, Strictness strictness, boolean force) {
    private static final int LONGEST_MANAGER = 128;

    /** What happens to fields that the schema does not know. */
    enum Strictness {
        IGNORE,
        WARN,
        STRICT
    }

    static WriteOptions of(ResourceRequest request) {
        Query query = request.query();
        return new WriteOptions(
                dryRun(query),
                query.find("fieldManager").orElseGet(() -> manager(request.caller().agent())),
                strictness(query.find("fieldValidation").orElse("Warn")),
                query.flag("force"));
    }

    static boolean dryRun(Query query) {
        String value = query.text("dryRun");
        if (!value.isEmpty() && !value.equals("All")) {
            throw Refusal.badRequest(
                    "dryRun: Unsupported value: \"%s\": supported values: \"All\""
                            .formatted(value));
        }
        return !value.isEmpty();
    }

    private static Strictness strictness(String value) {
        return switch (value) {
            case "Ignore" -> Strictness.IGNORE;
            case "Warn" -> Strictness.WARN;
            case "Strict" -> Strictness.STRICT;
            default ->
                    throw Refusal.badRequest(
                            "fieldValidation: Unsupported value: \"%s\": supported values: \"Ignore\", \"Warn\", \"Strict\""
                                    .formatted(value));
        };
    }

    private static String manager(String agent) {
        String name = agent.contains("/") ? agent.substring(0, agent.indexOf('/')) : agent;
        return name.isEmpty()
                ? "unknown"
                : name.substring(0, Math.min(name.length(), LONGEST_MANAGER));
    }
}
