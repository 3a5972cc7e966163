package dev.aquifer.cluster.domain;

/**
 * Names an object of a cluster.
 *
 * @param namespace empty for what lives in none
 */
public record ObjectRef(String apiVersion, String kind, String namespace, String name) {

    /** The API group; empty for the core group. */
    public String group() {
        var slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    /** Whether it is of that kind, in whatever version of the group. */
    public boolean is(String group, String kind) {
        return this.kind.equals(kind) && group().equals(group);
    }

    /** As people write it. */
    @Override
    public String toString() {
        return kind + "/" + name;
    }
}
