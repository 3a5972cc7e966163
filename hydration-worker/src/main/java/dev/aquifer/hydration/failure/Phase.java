package dev.aquifer.hydration.failure;

/** Where in a hydration something failed. */
public enum Phase {
    SOURCE_ACCESS("SourceAccess"),
    HYDRATION("Hydration"),
    VALIDATION("Validation"),
    CAPACITY_CHECK("CapacityCheck"),
    AGENT_EXECUTION("AgentExecution"),
    UNKNOWN("Unknown");

    private final String wire;

    Phase(String wire) {
        this.wire = wire;
    }

    /** The name in reports. */
    public String wire() {
        return wire;
    }
}
