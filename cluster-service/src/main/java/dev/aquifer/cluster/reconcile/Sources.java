package dev.aquifer.cluster.reconcile;

import dev.aquifer.cluster.kubernetes.ClusterAwayException;
import dev.aquifer.cluster.kubernetes.ClusterRefusedException;
import dev.aquifer.cluster.kubernetes.ControlCluster;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which write of the Secrets and ConfigMaps that Works use is current on the control cluster. Each
 * is asked for at most once within a while, however many Works and clusters use it, and then
 * without its content.
 */
final class Sources {
    private static final int MANY = 1000;

    private final ControlCluster control;
    private final Duration believed;
    private final Map<Source, Known> known = new ConcurrentHashMap<>();

    /**
     * Asks there.
     *
     * @param believed how long an answer counts
     */
    Sources(ControlCluster control, Duration believed) {
        this.control = control;
        this.believed = believed;
    }

    /** A Secret or ConfigMap of the control cluster. */
    record Source(String kind, String namespace, String name) {
        /** The order in which they are told. */
        static final Comparator<Source> ORDER =
                Comparator.comparing(Source::kind)
                        .thenComparing(Source::namespace)
                        .thenComparing(Source::name);

        @Override
        public String toString() {
            return kind + "/" + namespace + "/" + name;
        }
    }

    private record Known(Optional<String> version, long atNanos) {
        boolean isYoungerThan(Duration age) {
            return System.nanoTime() - atNanos < age.toNanos();
        }
    }

    /** The name of its newest write; "" while it does not exist; empty when nobody can say. */
    Optional<String> version(Source source) {
        var before = known.get(source);
        if (before != null && before.isYoungerThan(believed)) {
            return before.version();
        }
        if (known.size() > MANY) {
            known.values().removeIf(old -> !old.isYoungerThan(believed));
        }
        var now = ask(source);
        known.put(source, new Known(now, System.nanoTime()));
        return now;
    }

    private Optional<String> ask(Source source) {
        try {
            return Optional.of(
                    control.version(source.kind(), source.namespace(), source.name()).orElse(""));
        } catch (ClusterAwayException | ClusterRefusedException e) {
            return Optional.empty();
        }
    }
}
