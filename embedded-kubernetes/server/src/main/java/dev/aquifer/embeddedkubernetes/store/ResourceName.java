package dev.aquifer.embeddedkubernetes.store;

/**
 * A kind of thing that is stored, whatever version it is served in: {@code pods}, {@code
 * jobs.batch}.
 */
public record ResourceName(String group, String plural) {

    /** As error messages and definitions' names write it: {@code jobs.batch}, {@code pods}. */
    @Override
    public String toString() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
