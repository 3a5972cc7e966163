package dev.aquifer.deployment.domain;

import java.util.List;
import java.util.Optional;

/** Where the engine of a replica can be reached. */
public sealed interface Endpoint {

    /** Its address, while the gang is ready. */
    default Optional<String> url() {
        return Optional.empty();
    }

    /** The gang is ready under that address; what another address answered does not count. */
    default Endpoint ready(String address) {
        return url().filter(address::equals).isPresent() ? this : new Published(address);
    }

    /** The engine at that address listed these; an answer of another address is void. */
    default Endpoint answered(String address, List<String> models) {
        return url().filter(address::equals).isPresent() ? new Answered(address, models) : this;
    }

    /** Nowhere: the gang is not ready. */
    record None() implements Endpoint {}

    /** There, and it was not asked with success yet. */
    record Published(String address) implements Endpoint {
        @Override
        public Optional<String> url() {
            return Optional.of(address);
        }
    }

    /**
     * There, and it answered.
     *
     * @param models that it listed
     */
    record Answered(String address, List<String> models) implements Endpoint {
        public Answered {
            models = List.copyOf(models);
        }

        @Override
        public Optional<String> url() {
            return Optional.of(address);
        }
    }
}
